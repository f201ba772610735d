package io.stackblaze.heroku.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code heroku config} prints: {@code -s} or {@code -j}. Both are read without loss; a shell that sources the
 * first
 * damages values that hold a line break, or an apostrophe beside an exclamation mark.
 */
public final class ConfigText {
    private static final Pattern NAME = Pattern.compile("[^=\\s]{1,256}");

    private ConfigText() {}

    /** Reads either form; which one is seen by its first character. */
    public static Parsed<Map<String, String>> parse(String text, String file) {
        var content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return content.stripLeading().startsWith("{") ? json(content, file) : shell(content, file);
    }

    private static Parsed<Map<String, String>> json(String text, String file) {
        var values = new LinkedHashMap<String, String>();
        var faults = new ArrayList<FileFault>();
        try {
            JsonMapper.shared().readTree(text).properties().forEach(entry -> {
                if (entry.getValue().isString()) {
                    values.put(entry.getKey(), entry.getValue().asString());
                } else if (!entry.getValue().isNull()) {
                    faults.add(
                            new FileFault(file, 0, entry.getKey() + " is no text.", "Write it anew: heroku config -j"));
                }
            });
        } catch (JacksonException e) {
            faults.add(new FileFault(file, e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr()),
                    "This is no JSON.", "Write it anew: heroku config -j"));
        }
        return new Parsed<>(values, faults);
    }

    private static Parsed<Map<String, String>> shell(String text, String file) {
        var values = new LinkedHashMap<String, String>();
        var faults = new ArrayList<FileFault>();
        // Only LF ends a line: a carriage return may be part of a value.
        var lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            var line = lines[i];
            if (line.isBlank()) {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 0 || !NAME.matcher(line.substring(0, equals)).matches()) {
                faults.add(new FileFault(file, i + 1, "This is no line of heroku config -s.",
                        "Write it anew with: heroku config -s"));
                continue;
            }
            var name = line.substring(0, equals);
            var value = unquoted(line.substring(equals + 1));
            if (value == null) {
                faults.add(new FileFault(file, i + 1, "The value of " + name + " ends in the middle.",
                        "Write it anew with: heroku config -j"));
            } else {
                values.put(name, value);
            }
        }
        return new Parsed<>(values, faults);
    }

    /** The value a line shows; null when its quotes do not match. */
    private static @Nullable String unquoted(String shown) {
        if (shown.isEmpty() || (shown.charAt(0) != '"' && shown.charAt(0) != '\'')) {
            return shown;
        }
        char quote = shown.charAt(0);
        if (shown.length() < 2 || shown.charAt(shown.length() - 1) != quote) {
            return null;
        }
        var inner = shown.substring(1, shown.length() - 1);
        return quote == '\'' ? inner : unescaped(inner).orElse(null);
    }

    private static Optional<String> unescaped(String inner) {
        var value = new StringBuilder(inner.length());
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c == '"') {
                return Optional.empty();
            }
            if (c == '\\') {
                if (++i == inner.length()) {
                    return Optional.empty();
                }
                c = inner.charAt(i) == 'n' ? '\n' : inner.charAt(i);
            }
            value.append(c);
        }
        return Optional.of(value.toString());
    }
}
