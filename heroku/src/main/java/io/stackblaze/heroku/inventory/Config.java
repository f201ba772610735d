package io.stackblaze.heroku.inventory;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Config vars. They show their names and never their values.
 *
 * @param values by name, in the order of names
 */
public record Config(Map<String, String> values) {
    /** Copies and sorts. */
    public Config {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** Their names. */
    public Set<String> names() {
        return values.keySet();
    }

    @Override
    public String toString() {
        return "Config" + names();
    }
}
