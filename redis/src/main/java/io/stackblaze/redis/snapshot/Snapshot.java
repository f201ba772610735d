package io.stackblaze.redis.snapshot;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import io.stackblaze.redis.move.RedisEndpoint;
import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.RefusedException;

/**
 * All data of a server at one moment, in Redis' own format (RDB), with its checksum at the end.
 *
 * @param at the moment by our clock, at most a second late: nothing that was written later is in it
 * @param bytes its length
 */
public record Snapshot(Instant at, long bytes) {
    /** A server with much data takes a while before it begins. */
    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final String UNTIL_MARK = "$EOF:";
    private static final int MARK = 40;
    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_LINE = 512;

    /**
     * Takes one from a server that runs, as its replica would: it goes over the connection, and leaves no file beside
     * the server's own. Writes are served meanwhile.
     *
     * @throws IOException when the server does not give it whole; what was written then is worth nothing
     */
    public static Snapshot take(RedisEndpoint server, Clock clock, OutputStream to) throws IOException {
        try (var connection = server.connect(SILENCE)) {
            connection.ask(Command.of("CONFIG", "SET", "repl-diskless-sync", "yes")).checked();
            connection.ask(Command.of("CONFIG", "SET", "repl-diskless-sync-delay", "0")).checked();
            connection.ask(Command.of("REPLCONF", "capa", "eof")).checked();
            // Servers before 7 do not know it, and hold a little for us that is not fetched.
            connection.ask(Command.of("REPLCONF", "rdb-only", "1"));
            connection.send(List.of(Command.of("SYNC")));
            try (var stream = connection.stream()) {
                var begin = begin(stream);
                var at = clock.instant();
                var bytes = begin.startsWith(UNTIL_MARK)
                        ? copyUntil(begin.substring(UNTIL_MARK.length()).getBytes(StandardCharsets.US_ASCII), stream,
                                to)
                        : copy(length(begin), stream, to);
                return new Snapshot(at, bytes);
            }
        }
    }

    /** The line before the data; until it comes, empty ones say that it will. */
    private static String begin(InputStream in) throws IOException {
        var line = new StringBuilder();
        while (true) {
            var letter = in.read();
            if (letter < 0 || line.length() > LONGEST_LINE) {
                throw new EOFException("the server gave no snapshot");
            }
            if (letter != '\n') {
                line.append((char) letter);
            } else if (!line.toString().isBlank()) {
                break;
            } else {
                line.setLength(0);
            }
        }
        var text = line.toString().strip();
        if (!text.startsWith("$")) {
            throw new RefusedException(text);
        }
        return text;
    }

    private static long length(String begin) throws IOException {
        try {
            return Long.parseLong(begin.substring(1));
        } catch (NumberFormatException e) {
            throw new RefusedException("the server gave no length of its snapshot", e);
        }
    }

    private static long copy(long length, InputStream in, OutputStream to) throws IOException {
        var buffer = new byte[BUFFER];
        for (long left = length; left > 0;) {
            var count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw cutOff();
            }
            to.write(buffer, 0, count);
            left -= count;
        }
        return length;
    }

    /** Copies up to a mark of random letters, which the server announced. */
    private static long copyUntil(byte[] mark, InputStream in, OutputStream to) throws IOException {
        if (mark.length != MARK) {
            throw new RefusedException("the server marks no end of its snapshot");
        }
        var buffer = new byte[BUFFER + MARK];
        var held = 0;
        var copied = 0L;
        while (held < MARK || !Arrays.equals(buffer, held - MARK, held, mark, 0, MARK)) {
            var free = Math.max(0, held - MARK);
            to.write(buffer, 0, free);
            copied += free;
            System.arraycopy(buffer, free, buffer, 0, held - free);
            held -= free;
            var count = in.read(buffer, held, BUFFER);
            if (count < 0) {
                throw cutOff();
            }
            held += count;
        }
        to.write(buffer, 0, held - MARK);
        return copied + held - MARK;
    }

    private static EOFException cutOff() {
        return new EOFException("the server ended the connection within its snapshot");
    }
}
