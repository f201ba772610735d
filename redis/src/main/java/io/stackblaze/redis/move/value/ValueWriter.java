package io.stackblaze.redis.move.value;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Connection;
import io.stackblaze.redis.move.wire.Reply;

/**
 * Writes one value from its pieces, in place of what the key held. Nobody else may write the key meanwhile. One thread
 * at
 * a time.
 */
public final class ValueWriter {
    private static final int COMMANDS = 500;
    private static final long BYTES = 4 << 20;

    private final Connection connection;
    private final byte[] key;
    private final boolean counts;
    private final List<Command> unsent = new ArrayList<>();
    private long bytes;
    private boolean hasEntries;

    /**
     * Writes over a connection that has its database selected.
     *
     * @param counts whether the server counts what streams had and groups read (Redis 7.0 and later)
     */
    public ValueWriter(Connection connection, byte[] key, boolean counts) {
        this.connection = connection;
        this.key = key;
        this.counts = counts;
        unsent.add(Command.of("DEL").with(key));
    }

    /** Takes the next piece. */
    public void take(Piece piece) throws IOException {
        var words = piece.words();
        switch (piece.kind()) {
            case TEXT -> add("APPEND", words);
            case ITEMS -> add("RPUSH", words);
            case MEMBERS -> add("SADD", words);
            case FIELDS -> add("HSET", words);
            case SCORES -> {
                var turned = new ArrayList<byte[]>();
                for (int i = 0; i < words.size(); i += 2) {
                    turned.add(words.get(i + 1));
                    turned.add(words.get(i));
                }
                add("ZADD", turned);
            }
            case FIELD_EXPIRY -> add("HPEXPIREAT",
                    List.of(words.get(1), Command.bytes("FIELDS"), Command.bytes("1"), words.get(0)));
            case ENTRY -> {
                hasEntries = true;
                add("XADD", words);
            }
            case LAST -> last(words);
            case GROUP -> group("CREATE", counted(words, "ENTRIESREAD"));
            case CONSUMER -> group("CREATECONSUMER", words);
            case PENDING -> add("XCLAIM", List.of(words.get(0), words.get(1), Command.bytes("0"), words.get(2),
                    Command.bytes("TIME"), words.get(3), Command.bytes("RETRYCOUNT"), words.get(4),
                    Command.bytes("FORCE"), Command.bytes("JUSTID")));
        }
    }

    /**
     * Ends the value.
     *
     * @param expiry when the key expires (milliseconds since 1970); negative for never
     */
    public void end(long expiry) throws IOException {
        if (expiry >= 0) {
            add("PEXPIREAT", List.of(Command.bytes(expiry)));
        }
        flush();
    }

    private void last(List<byte[]> words) throws IOException {
        if (!hasEntries) {
            group("CREATE", List.of(Command.bytes("stackblaze"), Command.bytes("0"), Command.bytes("MKSTREAM")));
            group("DESTROY", List.of(Command.bytes("stackblaze")));
        }
        var arguments = new ArrayList<byte[]>();
        arguments.add(words.get(0));
        if (counts && words.size() == 3) {
            arguments.addAll(List.of(Command.bytes("ENTRIESADDED"), words.get(1), Command.bytes("MAXDELETEDID"),
                    words.get(2)));
        }
        add("XSETID", arguments);
    }

    private List<byte[]> counted(List<byte[]> words, String name) {
        return counts && words.size() == 3
                ? List.of(words.get(0), words.get(1), Command.bytes(name), words.get(2))
                : words.subList(0, 2);
    }

    private void group(String action, List<byte[]> words) throws IOException {
        add(Command.of("XGROUP", action).with(key).with(words.toArray(byte[][]::new)), words);
    }

    private void add(String command, List<byte[]> words) throws IOException {
        add(Command.of(command).with(key).with(words.toArray(byte[][]::new)), words);
    }

    private void add(Command command, List<byte[]> words) throws IOException {
        unsent.add(command);
        bytes += words.stream().mapToLong(word -> word.length).sum();
        if (unsent.size() >= COMMANDS || bytes >= BYTES) {
            flush();
        }
    }

    private void flush() throws IOException {
        for (Reply reply : connection.ask(unsent)) {
            reply.checked();
        }
        unsent.clear();
        bytes = 0;
    }
}
