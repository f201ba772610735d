package io.stackblaze.heroku.files;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.stackblaze.heroku.inventory.Domain;

/** What {@code heroku domains} prints: the app's own name, then a table of custom ones with their DNS targets. */
public final class DomainsText {
    private static final String HOST = "((?:\\*\\.)?(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})\\.)+[A-Za-z][A-Za-z0-9-]{1,62})";
    private static final Pattern OWN = Pattern.compile("\\s*" + HOST + "\\s*");
    private static final Pattern CUSTOM = Pattern.compile(
            "[\\s│|]*" + HOST + "[\\s│|]+(CNAME|ALIAS or ANAME|ALIAS|ANAME)[\\s│|]+(\\S+)(?:[\\s│|]+(\\S+))?.*");

    private DomainsText() {}

    /** The domains, the app's own first. */
    public static Parsed<List<Domain>> parse(String text) {
        var domains = new ArrayList<Domain>();
        for (var line : (Iterable<String>) text.lines()::iterator) {
            var own = OWN.matcher(line);
            var custom = CUSTOM.matcher(line);
            if (own.matches()) {
                domains.add(new Domain(own.group(1), false, "", "", ""));
            } else if (custom.matches()) {
                var target = custom.group(3);
                domains.add(new Domain(custom.group(1), true, target.contains(".") ? target : "", "", ""));
            }
        }
        return new Parsed<>(domains,
                domains.isEmpty() && !text.isBlank()
                        ? List.of(new FileFault("domains.txt", 0, "No domain is named here.",
                                "Write it anew: heroku domains > domains.txt"))
                        : List.of());
    }
}
