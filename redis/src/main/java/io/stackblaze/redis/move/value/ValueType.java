package io.stackblaze.redis.move.value;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.stackblaze.redis.move.value.Piece.Kind;
import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Reply;

/** The types of values that every Redis has. */
public enum ValueType {
    /** Bytes; also bitmaps and HyperLogLogs. */
    STRING(Kind.TEXT, "GET"),
    /** Items in order. */
    LIST(Kind.ITEMS, "LRANGE 0 -1"),
    /** Members without order. */
    SET(Kind.MEMBERS, "SMEMBERS"),
    /** Members with scores; also positions on Earth. */
    ZSET(Kind.SCORES, "ZRANGE 0 -1 WITHSCORES"),
    /** Fields and values. */
    HASH(Kind.FIELDS, "HGETALL"),
    /** Entries, groups, consumers. */
    STREAM(Kind.ENTRY, "");

    private final Kind kind;
    private final String whole;

    ValueType(Kind kind, String whole) {
        this.kind = kind;
        this.whole = whole;
    }

    /** What {@code TYPE} said; empty for a missing key, and for what a module brings. */
    public static Optional<ValueType> of(String said) {
        for (ValueType type : values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(said)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The command that reads a small value at once; empty for types that need several. */
    Optional<Command> wholly(byte[] key) {
        if (this == STREAM) {
            return Optional.empty();
        }
        var words = List.of(whole.split(" "));
        return Optional.of(Command.of(words.getFirst()).with(key)
                .with(words.subList(1, words.size()).toArray(String[]::new)));
    }

    /** The words of an answer as a piece. */
    Piece piece(Reply reply) throws IOException {
        var words = new ArrayList<byte[]>();
        if (this == STRING) {
            words.add(reply.isNil() ? new byte[0] : reply.bytes());
        } else {
            for (Reply item : reply.items()) {
                words.add(item.bytes());
            }
        }
        return new Piece(kind, words);
    }
}
