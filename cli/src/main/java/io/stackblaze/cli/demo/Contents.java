package io.stackblaze.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that is in a datastore: how often there is what. Made for the size of a demo, which fits in memory.
 *
 * @param items how often each is there: a row with its table, a key with its value
 */
record Contents(Map<String, Integer> items) {
    private static final int SHOWN = 3;

    /** How many rows or keys there are. */
    long count() {
        return items.values().stream().mapToLong(Integer::intValue).sum();
    }

    /** What is there and not here, or here and not there. */
    List<String> differences(Contents here) {
        var all = new TreeMap<>(items);
        here.items.forEach((item, times) -> all.merge(item, -times, Integer::sum));
        var differences = new ArrayList<String>();
        all.forEach((item, times) -> {
            if (times != 0) {
                differences.add((times > 0 ? "only at Heroku: " : "only here: ") + item);
            }
        });
        return differences;
    }

    /** Some of many, for a person. */
    static List<String> some(List<String> differences) {
        return differences.stream().limit(SHOWN).map(text -> text.substring(0, Math.min(160, text.length()))).toList();
    }
}
