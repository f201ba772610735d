package io.stackblaze.redis.move;

import java.io.IOException;
import java.time.Duration;

import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Connection;
import io.stackblaze.redis.move.wire.RefusedException;
import io.stackblaze.redis.move.wire.Reply;
import org.jspecify.annotations.Nullable;

/** A connection to one server, made when it is needed and again after it was dropped. One thread at a time. */
final class Session implements AutoCloseable {
    private final RedisEndpoint endpoint;
    private final Duration silence;
    private @Nullable Connection connection;
    private int database;
    private long client = -1;
    private String runId = "";

    Session(RedisEndpoint endpoint, Duration silence) {
        this.endpoint = endpoint;
        this.silence = silence;
    }

    /** The connection, with a database selected. */
    Connection in(int wanted) throws IOException {
        var open = connection == null ? opened() : connection;
        if (database != wanted) {
            open.ask(Command.of("SELECT", Integer.toString(wanted))).checked();
            database = wanted;
        }
        return open;
    }

    /** Which start of the server this speaks to; another one after a restart. */
    String runId() {
        return runId;
    }

    RedisEndpoint endpoint() {
        return endpoint;
    }

    /** Closes the connection; the next use makes a new one. */
    void drop() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    @Override
    public void close() {
        drop();
    }

    private Connection opened() throws IOException {
        var open = endpoint.connect(silence);
        try {
            // What an old connection still carries must not arrive after what the new one does.
            if (client >= 0) {
                open.ask(Command.of("CLIENT", "KILL", "ID", Long.toString(client)));
            }
            open.ask(Command.of("CLIENT", "SETNAME", "stackblaze-move"));
            // Our reading is no use of the keys; servers that do not know the command evict by it.
            open.ask(Command.of("CLIENT", "NO-TOUCH", "ON"));
            client = open.ask(Command.of("CLIENT", "ID")) instanceof Reply.Whole(var id) ? id : -1;
            runId = runId(open);
        } catch (IOException e) {
            open.close();
            throw e;
        }
        connection = open;
        database = 0;
        return open;
    }

    private static String runId(Connection open) throws IOException {
        var info = open.ask(Command.of("INFO", "server")).text();
        return info.lines().filter(line -> line.startsWith("run_id:")).findFirst()
                .orElseThrow(() -> new RefusedException("INFO tells no run_id"));
    }
}
