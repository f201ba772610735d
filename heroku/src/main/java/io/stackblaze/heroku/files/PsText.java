package io.stackblaze.heroku.files;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.stackblaze.heroku.inventory.ProcessType;

/** What {@code heroku ps} prints: {@code === web (Standard-1X): npm start (2)}, then a line for each dyno. */
public final class PsText {
    private static final Pattern TYPE = Pattern
            .compile("=== ([\\w-]{1,128}) \\(([^)]*)\\): (.*?)(?: \\((\\d{1,4})\\))?\\s*");

    private PsText() {}

    /** The process types that run; those scaled to zero are not printed. */
    public static Parsed<List<ProcessType>> parse(String text) {
        var types = new ArrayList<ProcessType>();
        for (var line : (Iterable<String>) text.lines()::iterator) {
            var match = TYPE.matcher(line);
            if (match.matches() && !match.group(1).equals("run")) {
                var count = match.group(4);
                types.add(new ProcessType(match.group(1), match.group(3), count == null ? 1 : Integer.parseInt(count),
                        match.group(2)));
            }
        }
        return new Parsed<>(types,
                types.isEmpty() && !text.isBlank() && !text.contains("No dynos")
                        ? List.of(new FileFault("ps.txt", 0, "No process type is named here.",
                                "Write it anew: heroku ps > ps.txt"))
                        : List.of());
    }
}
