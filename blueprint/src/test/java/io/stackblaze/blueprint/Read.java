package io.stackblaze.blueprint;

import java.util.List;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads blueprints for tests. */
final class Read {
    private Read() {}

    static Blueprint valid(String text) {
        var reading = BlueprintReader.read(text, "blueprint.yaml");
        assertThat(reading).as("%s", reading).isInstanceOf(Reading.Valid.class);
        return ((Reading.Valid) reading).blueprint();
    }

    /** A service of a valid text, by name and type. */
    static <S extends Service> S service(Class<S> type, String name, String text) {
        return type.cast(Objects.requireNonNull(valid(text).services().get(name)));
    }

    static List<Fault> faults(String text) {
        var reading = BlueprintReader.read(text, "blueprint.yaml");
        assertThat(reading).as("%s", reading).isInstanceOf(Reading.Invalid.class);
        return ((Reading.Invalid) reading).faults();
    }

    /** The only fault of a text, as people see it. */
    static String fault(String text) {
        var faults = faults(text);
        assertThat(faults).hasSize(1);
        return faults.getFirst().toString();
    }

    /** The only fault of a blueprint whose one service, a web unless it says otherwise, has these lines. */
    static String serviceFault(String... keys) {
        return fault(web(keys));
    }

    static String web(String... keys) {
        var type = List.of(keys).stream().anyMatch(key -> key.startsWith("type:")) ? "" : "    type: web\n";
        return "name: shop\nservices:\n  web:\n" + type + "    " + String.join("\n    ", keys) + "\n";
    }
}
