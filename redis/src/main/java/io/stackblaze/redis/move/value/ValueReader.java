package io.stackblaze.redis.move.value;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.redis.move.value.Piece.Kind;
import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Connection;
import io.stackblaze.redis.move.wire.Reply;

/**
 * Reads values of any size in pieces. A value that changes meanwhile may come out torn: whoever reads a live one reads
 * it
 * again after the change. One thread at a time.
 */
public final class ValueReader {
    private static final int ITEMS = 1000;
    private static final long TEXT = 4 << 20;

    private final Connection connection;
    private final boolean fieldsExpire;

    /** Takes the pieces of one value, in order. */
    public interface Pieces {
        /** Takes the next. */
        void take(Piece piece) throws IOException;
    }

    /**
     * Reads over a connection that has its database selected.
     *
     * @param fieldsExpire whether the server knows fields of hashes that expire
     */
    public ValueReader(Connection connection, boolean fieldsExpire) {
        this.connection = connection;
        this.fieldsExpire = fieldsExpire;
    }

    /** Reads one value; a missing key has no pieces. */
    public void read(byte[] key, ValueType type, Pieces pieces) throws IOException {
        switch (type) {
            case STRING -> string(key, pieces);
            case LIST -> ranges("LRANGE", key, type, pieces);
            case ZSET -> ranges("ZRANGE", key, type, pieces, "WITHSCORES");
            case SET -> cursor("SSCAN", key, type, pieces);
            case HASH -> cursor("HSCAN", key, type, pieces);
            case STREAM -> stream(key, pieces);
        }
    }

    private void string(byte[] key, Pieces pieces) throws IOException {
        for (long from = 0;; from += TEXT) {
            var text = connection.ask(Command.of("GETRANGE").with(key, Command.bytes(from),
                    Command.bytes(from + TEXT - 1))).bytes();
            if (text.length > 0 || from == 0) {
                pieces.take(Piece.of(Kind.TEXT, text));
            }
            if (text.length < TEXT) {
                return;
            }
        }
    }

    private void ranges(String command, byte[] key, ValueType type, Pieces pieces, String... more)
            throws IOException {
        for (long from = 0;; from += ITEMS) {
            var piece = type.piece(connection.ask(Command.of(command)
                    .with(key, Command.bytes(from), Command.bytes(from + ITEMS - 1)).with(more)));
            if (piece.words().isEmpty()) {
                return;
            }
            pieces.take(piece);
        }
    }

    private void cursor(String command, byte[] key, ValueType type, Pieces pieces) throws IOException {
        var cursor = "0";
        do {
            var reply = connection.ask(Command.of(command).with(key).with(cursor, "COUNT", Integer.toString(ITEMS)))
                    .items();
            cursor = reply.get(0).text();
            var piece = type.piece(reply.get(1));
            if (!piece.words().isEmpty()) {
                pieces.take(piece);
                if (type == ValueType.HASH && fieldsExpire) {
                    expiries(key, piece.words(), pieces);
                }
            }
        } while (!cursor.equals("0"));
    }

    private void expiries(byte[] key, List<byte[]> fieldsAndValues, Pieces pieces) throws IOException {
        var fields = new ArrayList<byte[]>();
        for (int i = 0; i < fieldsAndValues.size(); i += 2) {
            fields.add(fieldsAndValues.get(i));
        }
        var when = connection.ask(Command.of("HPEXPIRETIME").with(key).with("FIELDS")
                .with(Command.bytes(fields.size())).with(fields.toArray(byte[][]::new))).items();
        for (int i = 0; i < when.size(); i++) {
            if (when.get(i).number() > 0) {
                pieces.take(Piece.of(Kind.FIELD_EXPIRY, fields.get(i), when.get(i).bytes()));
            }
        }
    }

    private void stream(byte[] key, Pieces pieces) throws IOException {
        if (connection.ask(Command.of("EXISTS").with(key)).number() == 0) {
            return;
        }
        var from = "-";
        List<Reply> entries;
        do {
            entries = connection.ask(Command.of("XRANGE").with(key).with(from, "+", "COUNT", Integer.toString(ITEMS)))
                    .items();
            for (Reply entry : entries) {
                var words = new ArrayList<byte[]>();
                words.add(entry.items().get(0).bytes());
                for (Reply word : entry.items().get(1).items()) {
                    words.add(word.bytes());
                }
                pieces.take(new Piece(Kind.ENTRY, words));
                from = after(entry.items().get(0).text());
            }
        } while (entries.size() == ITEMS);
        var state = connection.ask(Command.of("XINFO", "STREAM").with(key));
        pieces.take(known(Kind.LAST, state, "last-generated-id", "entries-added", "max-deleted-entry-id"));
        for (Reply group : connection.ask(Command.of("XINFO", "GROUPS").with(key)).items()) {
            pieces.take(known(Kind.GROUP, group, "name", "last-delivered-id", "entries-read"));
            group(key, group.named("name").bytes(), pieces);
        }
    }

    private void group(byte[] key, byte[] group, Pieces pieces) throws IOException {
        for (Reply consumer : connection.ask(Command.of("XINFO", "CONSUMERS").with(key, group)).items()) {
            pieces.take(Piece.of(Kind.CONSUMER, group, consumer.named("name").bytes()));
        }
        var now = connection.ask(Command.of("TIME")).items().get(0).number() * 1000;
        var from = "-";
        List<Reply> pending;
        do {
            pending = connection.ask(Command.of("XPENDING").with(key, group).with(from, "+", Integer.toString(ITEMS)))
                    .items();
            for (Reply one : pending) {
                var words = one.items();
                pieces.take(Piece.of(Kind.PENDING, group, words.get(1).bytes(), words.get(0).bytes(),
                        Command.bytes(now - words.get(2).number()), words.get(3).bytes()));
                from = after(words.get(0).text());
            }
        } while (pending.size() == ITEMS);
    }

    /** The values that are known, up to the first that is not. */
    private static Piece known(Kind kind, Reply state, String... names) throws IOException {
        var words = new ArrayList<byte[]>();
        for (String name : names) {
            var value = state.named(name);
            if (value.isNil()) {
                break;
            }
            words.add(value.bytes());
        }
        return new Piece(kind, words);
    }

    /** The next id; written out, for servers that know no open ranges. */
    private static String after(String id) {
        var dash = id.indexOf('-');
        var sequence = Long.parseUnsignedLong(id.substring(dash + 1));
        return sequence == -1
                ? Long.toUnsignedString(Long.parseUnsignedLong(id.substring(0, dash)) + 1) + "-0"
                : id.substring(0, dash + 1) + Long.toUnsignedString(sequence + 1);
    }

    /** For people, when a key must be named: what is not plain is written as a number. */
    public static String shown(byte[] key) {
        var text = new StringBuilder();
        for (byte one : key.length > 200
                ? new String(key, 0, 200, StandardCharsets.ISO_8859_1)
                        .getBytes(StandardCharsets.ISO_8859_1)
                : key) {
            text.append(one > ' ' && one < 127 && one != '\\' ? String.valueOf((char) one) : "\\x%02x".formatted(one));
        }
        return key.length > 200 ? text.append("...").toString() : text.toString();
    }
}
