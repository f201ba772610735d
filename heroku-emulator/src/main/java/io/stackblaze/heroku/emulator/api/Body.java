package io.stackblaze.heroku.emulator.api;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Objects of answers. */
final class Body {
    private Body() {}

    /** Keys and values by turns; null is a value. */
    static Map<String, @Nullable Object> of(@Nullable Object... pairs) {
        var result = new LinkedHashMap<String, @Nullable Object>();
        for (int at = 0; at < pairs.length; at += 2) {
            result.put(String.valueOf(pairs[at]), pairs[at + 1]);
        }
        return result;
    }
}
