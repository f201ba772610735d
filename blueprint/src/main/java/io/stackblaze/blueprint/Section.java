package io.stackblaze.blueprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.stackblaze.blueprint.yaml.Position;
import io.stackblaze.blueprint.yaml.Yaml;
import org.jspecify.annotations.Nullable;

/**
 * One map of the file, read key by key. A key that is absent gives the default; one that is wrong is a fault and gives
 * the default too, so that reading goes on and finds the rest.
 *
 * @param path where it is: {@code services.web.scaling}; empty for the top
 * @param at where its own key stands, for faults about what is not there
 */
record Section(Yaml.Mapping map, String path, Position at, Faults faults) {
    boolean has(String key) {
        return map.entries().containsKey(key);
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Where the value of a key stands; where this map stands if there is no such key. */
    Position at(String key) {
        var value = map.get(key);
        return value == null ? at : value.at();
    }

    void fault(String key, String problem, String remedy) {
        faults.add(at(key), pathOf(key), problem, remedy);
    }

    /** Text, or null when absent or wrong. */
    @Nullable
    String text(String key) {
        var scalar = scalar(key);
        if (scalar == null) {
            return null;
        }
        if (!scalar.isText()) {
            fault(key, Words.quoted(scalar.text()) + " is " + scalar.kind() + ", and text is wanted.",
                    "Write it in quotes: " + key + ": \"" + scalar.text() + "\".");
            return null;
        }
        if (scalar.text().isBlank() || scalar.text().indexOf('\0') >= 0) {
            fault(key, scalar.text().isBlank() ? "The text is empty." : "The text holds a NUL character.",
                    "Give a text, or remove the key.");
            return null;
        }
        return scalar.text();
    }

    int number(String key, int least, int most, int otherwise) {
        var scalar = scalar(key);
        if (scalar == null) {
            return otherwise;
        }
        var remedy = "Give a whole number from " + least + " to " + most + ".";
        if (!scalar.isNumber() || !scalar.text().matches("-?[0-9]{1,9}")) {
            fault(key,
                    Words.quoted(scalar.text()) + " is no whole number" + (scalar.plain() ? "." : ": it is in quotes."),
                    remedy);
            return otherwise;
        }
        int number = Integer.parseInt(scalar.text());
        if (number < least || number > most) {
            fault(key, number + " is out of range.", remedy);
            return otherwise;
        }
        return number;
    }

    boolean flag(String key, boolean otherwise) {
        var scalar = scalar(key);
        if (scalar == null) {
            return otherwise;
        }
        if (!scalar.isBoolean()) {
            fault(key, Words.quoted(scalar.text()) + " is neither true nor false.", "Write true or false.");
            return otherwise;
        }
        return Boolean.parseBoolean(scalar.text());
    }

    <E extends Enum<E>> E word(String key, E otherwise) {
        var words = Arrays.stream(otherwise.getDeclaringClass().getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList();
        var word = choice(key, words, otherwise.name().toLowerCase(Locale.ROOT));
        return Enum.valueOf(otherwise.getDeclaringClass(), word.toUpperCase(Locale.ROOT));
    }

    String choice(String key, List<String> words, String otherwise) {
        var scalar = scalar(key);
        if (scalar == null) {
            return otherwise;
        }
        if (!words.contains(scalar.text())) {
            fault(key, Words.quoted(scalar.text()) + " is not one of the words for this key.",
                    Words.didYouMean(scalar.text(), words) + "Write " + Words.oneOf(words) + ".");
            return otherwise;
        }
        return scalar.text();
    }

    /** The texts of a list, each with its place; empty when absent. */
    List<Yaml.Scalar> texts(String key) {
        var value = map.get(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof Yaml.Sequence list)) {
            fault(key, "A list is wanted, and this is " + value.kind() + ".",
                    "Write each entry behind a dash: \"- entry\".");
            return List.of();
        }
        var texts = new ArrayList<Yaml.Scalar>();
        for (int i = 0; i < list.items().size(); i++) {
            if (list.items().get(i) instanceof Yaml.Scalar scalar && scalar.isText() && !scalar.text().isBlank()) {
                texts.add(scalar);
            } else {
                faults.add(list.items().get(i).at(), pathOf(key) + "[" + i + "]",
                        "Text is wanted, and this is " + list.items().get(i).kind() + ".",
                        "Give a text; quote it if it looks like a number.");
            }
        }
        return texts;
    }

    /** The map under a key; null when absent or not a map. */
    @Nullable
    Section section(String key) {
        return switch (map.entries().get(key)) {
            case null -> null;
            case Yaml.Entry(var at, Yaml.Mapping inner) -> new Section(inner, pathOf(key), at, faults);
            case Yaml.Entry(_, var value) -> {
                fault(key, "A map is wanted, and this is " + value.kind() + ".",
                        "Write its keys below it, indented, or remove it.");
                yield null;
            }
        };
    }

    /** This map, an environment's, laid over the base's; without the base's host names if they stay behind. */
    Section over(Section base, boolean withoutDomains) {
        var under = new LinkedHashMap<>(base.map.entries());
        if (withoutDomains) {
            under.remove("domains");
        }
        return new Section(Overrides.merged(new Yaml.Mapping(under, base.map.at()), map), path, at, faults);
    }

    /** Reports keys that do not belong here. */
    void allow(Set<String> keys) {
        map.entries().forEach((key, entry) -> {
            if (!keys.contains(key) && !faults.isFull()) {
                faults.add(entry.at(), pathOf(key), "The key is not known here.", key.equals("<<")
                        ? "Merge keys are not YAML 1.2; write the keys out."
                        : Words.didYouMean(key, keys) + "Known here: " + String.join(", ", keys) + ".");
            }
        });
    }

    /** A single value that is there; anything else than that is a fault. */
    private Yaml.@Nullable Scalar scalar(String key) {
        var value = map.get(key);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Yaml.Scalar scalar)) {
            fault(key, "One value is wanted, and this is " + value.kind() + ".", "Give one value behind the colon.");
            return null;
        }
        if (scalar.isNull()) {
            fault(key, "The key has no value.", "Give one, or remove the key.");
            return null;
        }
        return scalar;
    }
}
