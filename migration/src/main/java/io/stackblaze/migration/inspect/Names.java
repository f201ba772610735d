package io.stackblaze.migration.inspect;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Makes names of ours from names of Heroku's, each once. */
final class Names {
    private final Set<String> taken = new HashSet<>(Set.of("localhost", "ip6-localhost", "ip6-loopback"));

    /** The nearest name that is free. */
    String of(String text, String otherwise) {
        var base = clean(text, otherwise, 36);
        var name = base;
        for (int i = 2; !taken.add(name); i++) {
            name = clean(base, otherwise, 33) + "-" + i;
        }
        return name;
    }

    static String clean(String text, String otherwise, int longest) {
        var name = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[-0-9]+", "");
        name = name.substring(0, Math.min(name.length(), longest)).replaceAll("-+$", "");
        return name.length() < 2 ? otherwise : name;
    }
}
