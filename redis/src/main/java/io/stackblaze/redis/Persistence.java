package io.stackblaze.redis;

import java.io.IOException;
import java.time.Duration;

import io.stackblaze.redis.move.RedisEndpoint;
import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.RefusedException;
import io.stackblaze.redis.move.wire.Reply;

/**
 * The files from which a running server's data comes back. A server reads at its start only those that its
 * configuration names, so the others must be written before that is changed.
 */
public final class Persistence {
    /** A snapshot of much data takes a while, and nothing is said until it is written. */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private Persistence() {}

    /**
     * Makes a server keep its data in an append-only file, too; returns when all is in there.
     *
     * @throws IOException when it cannot be reached, refuses, or is not done in time
     */
    public static void beginAppending(RedisEndpoint server, Duration atMost) throws IOException, InterruptedException {
        try (var connection = server.connect(SILENCE)) {
            connection.ask(Command.of("CONFIG", "SET", "appendonly", "yes")).checked();
            var deadline = System.nanoTime() + atMost.toNanos();
            while (!isAppending(connection.ask(Command.of("INFO", "persistence")))) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("its append-only file is not written after " + atMost.toSeconds() + " s");
                }
                Thread.sleep(Duration.ofMillis(20));
            }
        }
    }

    /** Has a server write its snapshot file; returns when it is whole. */
    static void save(RedisEndpoint server) throws IOException {
        try (var connection = server.connect(SILENCE)) {
            connection.ask(Command.of("SAVE")).checked();
        }
    }

    private static boolean isAppending(Reply persistence) throws IOException {
        var lines = persistence.text().lines().toList();
        if (lines.contains("aof_last_bgrewrite_status:err")) {
            throw new RefusedException("its append-only file cannot be written");
        }
        return lines.contains("aof_rewrite_in_progress:0") && lines.contains("aof_rewrite_scheduled:0");
    }
}
