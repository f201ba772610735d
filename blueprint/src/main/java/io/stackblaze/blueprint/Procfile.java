package io.stackblaze.blueprint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.stackblaze.blueprint.yaml.Position;

/**
 * A {@code Procfile}: what Heroku runs, one {@code <process type>: <command>} on each line.
 *
 * @param processes command lines by process type, in the file's order; {@code release} is the command that Heroku runs
 * before a release
 */
public record Procfile(Map<String, String> processes) {
    /** Longest file that is read, in characters. */
    public static final int MAX_LENGTH = 64 * 1024;

    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9_-]{1,63}");
    private static final String RULE = "Write <process type>: <command>, such as web: node server.js.";

    /** Copies the map, keeping its order. */
    public Procfile {
        processes = Collections.unmodifiableMap(new LinkedHashMap<>(processes));
    }

    /** What came of reading a Procfile. */
    public sealed interface Reading {
        /** It can be used. It may be empty. */
        record Valid(Procfile procfile) implements Reading {}

        /**
         * It cannot.
         *
         * @param faults everything that is wrong, in the file's order; never empty
         */
        record Invalid(List<Fault> faults) implements Reading {
            /** Copies the list. */
            public Invalid {
                faults = List.copyOf(faults);
            }
        }
    }

    /** {@link #read(String, String)} of a file that is called {@code Procfile}. */
    public static Reading read(String text) {
        return read(text, "Procfile");
    }

    /**
     * Reads a Procfile of any content; never throws. Blank lines and lines that begin with {@code #} say nothing.
     *
     * @param file its name, for messages
     */
    public static Reading read(String text, String file) {
        var faults = new Faults(file);
        if (text.length() > MAX_LENGTH) {
            faults.add(Position.START, "", "The file is larger than 64 KiB.", "Is this the right file?");
            return new Reading.Invalid(faults.inOrder());
        }
        var processes = new LinkedHashMap<String, String>();
        var lines = new ArrayList<>(List.of(text.split("\r\n|\n|\r", -1)));
        for (int i = 0; i < lines.size(); i++) {
            var line = i == 0 && lines.get(i).startsWith("\uFEFF") ? lines.get(i).substring(1) : lines.get(i);
            if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
                line(line, i + 1, processes, faults);
            }
        }
        return faults.isEmpty() ? new Reading.Valid(new Procfile(processes)) : new Reading.Invalid(faults.inOrder());
    }

    private static void line(String line, int number, Map<String, String> processes, Faults faults) {
        int begin = line.length() - line.stripLeading().length();
        var at = new Position(number, begin + 1);
        int colon = line.indexOf(':');
        if (colon < 0) {
            faults.add(at, "", Words.quoted(line.strip()) + " has no colon.", RULE);
            return;
        }
        var type = line.substring(0, colon).strip();
        var command = line.substring(colon + 1).strip();
        if (!TYPE.matcher(type).matches()) {
            faults.add(at, "", Words.quoted(type) + " cannot be a process type.",
                    "Use letters, digits, - and _. " + RULE);
        } else if (processes.containsKey(type)) {
            faults.add(at, type, "The process type stands here a second time.", "Keep one of the two lines.");
        } else if (command.isEmpty()) {
            faults.add(at, type, "There is no command behind the colon.", RULE);
        } else if (command.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
            faults.add(at, type, "The command holds a control character.", "Remove it; a command is one line of text.");
        } else {
            processes.put(type, command);
        }
    }
}
