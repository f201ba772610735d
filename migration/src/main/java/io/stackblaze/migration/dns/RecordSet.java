package io.stackblaze.migration.dns;

import java.util.List;

/**
 * All records of one type at one name.
 *
 * @param name without a dot at its end
 * @param type {@code A}, {@code AAAA}, {@code CNAME} or {@code TXT}
 * @param ttlSeconds how long resolvers may keep them
 * @param values as they are typed at a provider, names without a dot at their end; sorted
 */
public record RecordSet(String name, String type, long ttlSeconds, List<String> values) {
    /** Sorts. */
    public RecordSet {
        values = values.stream().sorted().toList();
    }

    /** The same, to be kept for another time. */
    public RecordSet withTtl(long seconds) {
        return new RecordSet(name, type, seconds, values);
    }

    /** Lines as in a zone file: {@code www.example.com. 60 IN A 203.0.113.7}. */
    public List<String> lines() {
        return values.stream().map(value -> name + ". " + ttlSeconds + " IN " + type + " "
                + (type.equals("CNAME") ? value + "." : type.equals("TXT") ? "\"" + value + "\"" : value)).toList();
    }
}
