package io.stackblaze.heroku.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A {@code Procfile}: {@code <type>: <command>} a line. */
public final class ProcfileText {
    private static final Pattern LINE = Pattern.compile("\\s*([A-Za-z0-9_-]{1,128})\\s*:\\s*(\\S.*?)\\s*");

    private ProcfileText() {}

    /** Commands by process type, in the file's order; of a type that stands twice the last, as on Heroku. */
    public static Parsed<Map<String, String>> parse(String text) {
        var processes = new LinkedHashMap<String, String>();
        var faults = new ArrayList<FileFault>();
        int number = 0;
        for (var line : (Iterable<String>) text.lines()::iterator) {
            number++;
            var match = LINE.matcher(line);
            if (match.matches()) {
                processes.put(match.group(1), match.group(2));
            } else if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
                faults.add(new FileFault("Procfile", number, "This is no <type>: <command>.",
                        "Heroku passes over it, and so is done here."));
            }
        }
        return new Parsed<>(processes, faults);
    }
}
