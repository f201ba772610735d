package io.stackblaze.redis.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

import io.stackblaze.redis.Persistence;
import io.stackblaze.redis.RedisException;
import io.stackblaze.redis.RedisServer;

/** Brings a snapshot back as a server of its own. Nothing is ever overwritten. */
public final class SnapshotRestore {
    private static final Duration LONGEST = Duration.ofHours(1);

    private SnapshotRestore() {}

    /**
     * Starts a server, which does not exist yet and has the persistence {@code rdb}, with the data of a snapshot.
     *
     * @return what it holds
     * @throws IOException when the snapshot cannot be read
     * @throws RedisException when the server does not take it
     */
    public static Contents run(RedisServer server, InputStream snapshot)
            throws IOException, RedisException, InterruptedException {
        server.seed(snapshot);
        server.start();
        return Contents.of(server.endpoint());
    }

    /** Makes that server ready to be started with the persistence {@code aof} from now on, and stops it. */
    public static void settleAppendOnly(RedisServer server) throws IOException, RedisException, InterruptedException {
        Persistence.beginAppending(server.endpoint(), LONGEST);
        server.stop();
    }
}
