package io.stackblaze.blueprint.init;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON that somebody wrote by hand: what is of another shape than expected is not there. */
final class Json {
    private Json() {}

    /** The object of a text; empty, with a note, if it is none. */
    static JsonNode object(@Nullable String text, String file, List<String> notes) {
        if (text != null) {
            try {
                var tree = JsonMapper.shared().readTree(text);
                if (tree.isObject()) {
                    return tree;
                }
            } catch (JacksonException _) {
                // said below
            }
            notes.add(file + " is not a JSON object and was left aside.");
        }
        return JsonMapper.shared().createObjectNode();
    }

    /** Text at a pointer, or null. */
    static @Nullable String text(JsonNode node, String pointer) {
        var value = node.at(pointer);
        return value.isString() && !value.asString().isBlank() ? value.asString() : null;
    }

    /** The texts of a list whose entries are texts, or objects with a text under that key. */
    static List<String> texts(JsonNode list, String key) {
        var texts = new ArrayList<String>();
        for (var entry : list) {
            var text = entry.isString() ? entry.asString() : text(entry, "/" + key);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }
}
