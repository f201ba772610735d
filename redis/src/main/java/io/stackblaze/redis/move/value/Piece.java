package io.stackblaze.redis.move.value;

import java.util.List;

/**
 * A piece of a value, as it is read from one server and written to another.
 *
 * @param words what they mean depends on the kind
 */
public record Piece(Kind kind, List<byte[]> words) {

    /** Where a piece comes from, and what its words are. */
    public enum Kind {
        /** Of a string: bytes. */
        TEXT,
        /** Of a list: items in order. */
        ITEMS,
        /** Of a set: members. */
        MEMBERS,
        /** Of a sorted set: member, score, member, score... */
        SCORES,
        /** Of a hash: field, value, field, value... */
        FIELDS,
        /** Of a hash: a field, and when it expires (milliseconds since 1970). */
        FIELD_EXPIRY,
        /** Of a stream: id of an entry, field, value, field, value... */
        ENTRY,
        /**
         * Of a stream, after its entries: last id, and if known how many were ever added, and the greatest deleted id.
         */
        LAST,
        /** Of a stream: name of a group, last delivered id, and if known how many entries it read. */
        GROUP,
        /** Of a stream: group, name of a consumer. */
        CONSUMER,
        /** Of a stream: group, consumer, id, time of delivery (milliseconds since 1970), how often delivered. */
        PENDING
    }

    /** A piece of some words. */
    static Piece of(Kind kind, byte[]... words) {
        return new Piece(kind, List.of(words));
    }
}
