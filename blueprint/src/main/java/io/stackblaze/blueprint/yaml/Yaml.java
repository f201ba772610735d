package io.stackblaze.blueprint.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** One node of a YAML document. */
public sealed interface Yaml {
    /** Where it begins. */
    Position at();

    /** What it is, for a message: {@code a list}. */
    String kind();

    /**
     * A single value. What it means follows YAML 1.2: {@code yes}, {@code on} and dates are text.
     *
     * @param text its text; for a bare number as it is written
     * @param plain whether it stands there without quotes
     */
    record Scalar(String text, boolean plain, Position at) implements Yaml {
        private static final Pattern NUMBER = Pattern
                .compile("[-+]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?|0x[0-9a-fA-F]+|0o[0-7]+"
                        + "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
        private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");
        private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");

        /** Whether nothing was given: {@code key:}, {@code ~}, {@code null}. */
        public boolean isNull() {
            return plain && NULL.matcher(text).matches();
        }

        /** Whether it is a bare number. */
        public boolean isNumber() {
            return plain && text.length() < 64 && NUMBER.matcher(text).matches();
        }

        /** Whether it is a bare {@code true} or {@code false}. */
        public boolean isBoolean() {
            return plain && BOOLEAN.matcher(text).matches();
        }

        /** Whether it is text. */
        public boolean isText() { return !isNull() && !isNumber() && !isBoolean(); }

        @Override
        public String kind() {
            if (isNull()) {
                return "empty";
            }
            if (isNumber()) {
                return "a number";
            }
            return isBoolean() ? "true or false" : "text";
        }
    }

    /** A list. */
    record Sequence(List<Yaml> items, Position at) implements Yaml {
        /** Copies the list. */
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A map; its keys are unique and keep the file's order. */
    record Mapping(Map<String, Entry> entries, Position at) implements Yaml {
        /** Copies the map. */
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        /** The value of a key, or null. */
        public @Nullable Yaml get(String key) {
            var entry = entries.get(key);
            return entry == null ? null : entry.value();
        }

        @Override
        public String kind() {
            return "a map";
        }
    }

    /**
     * One key of a map.
     *
     * @param at where the key begins
     */
    record Entry(Position at, Yaml value) {}
}
