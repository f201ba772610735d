package io.stackblaze.server.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Blanks out known secret values in text that is shown or kept: as they are, line by line, URL-encoded, in Base64.
 * Values shorter than {@value #SHORTEST} characters are left alone: blanking {@code 1} out would blank everything out.
 */
public final class Redactor {
    /** Blanks nothing out. */
    public static final Redactor NONE = new Redactor(List.of());

    private static final int SHORTEST = 6;
    private static final String BLANK = "[secret]";

    private final List<String> values;

    /** Knows these values. */
    public Redactor(Collection<String> secrets) {
        var all = new LinkedHashSet<String>();
        for (String secret : secrets) {
            add(all, secret);
            add(all, URLEncoder.encode(secret, StandardCharsets.UTF_8));
            add(all, Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
            secret.lines().forEach(line -> add(all, line));
        }
        this.values = all.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    }

    /** The text without the secrets. */
    public String redact(String text) {
        String clean = text;
        for (String value : values) {
            if (clean.contains(value)) {
                clean = clean.replace(value, BLANK);
            }
        }
        return clean;
    }

    private static void add(Set<String> all, String value) {
        if (value.strip().length() >= SHORTEST) {
            all.add(value);
        }
    }
}
