package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.Sql;
import org.jspecify.annotations.Nullable;

import static io.stackblaze.postgres.move.Sql.run;

/** The two sessions that following works with; opened when needed, and again after trouble. */
final class FollowSessions implements AutoCloseable {
    /** A mover that vanished must not hold the target's position for long. */
    private static final String ENDS_WHEN_LEFT = "set idle_in_transaction_session_timeout = '60s'";

    private final Endpoint sourceEndpoint;
    private final Endpoint targetEndpoint;
    private final Duration silence;
    private @Nullable Connection source;
    private @Nullable Connection target;
    private boolean replica;

    FollowSessions(Endpoint sourceEndpoint, Endpoint targetEndpoint, Duration silence) {
        this.sourceEndpoint = sourceEndpoint;
        this.targetEndpoint = targetEndpoint;
        this.silence = silence;
    }

    Connection source() throws SQLException {
        if (source == null) {
            source = prepared(sourceEndpoint.connect(silence));
        }
        return source;
    }

    Connection target() throws SQLException {
        if (target == null) {
            target = prepared(targetEndpoint.connect(silence));
            run(target, ENDS_WHEN_LEFT);
            replica = playsReplica(target);
        }
        return target;
    }

    /** Whether the target lets its session play a replica, whose writes nothing watches. */
    boolean isReplica() {
        return replica;
    }

    /**
     * Begins a transaction that reads one state of its database. Where a writer and it wait for each other, as with
     * truncations, it gives way before the server picks a victim.
     */
    void open(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        run(connection, "set transaction isolation level repeatable read, read only");
        run(connection, "set local lock_timeout = '400ms'");
    }

    private static Connection prepared(Connection connection) throws SQLException {
        // Servers notice a mover whose network was cut.
        run(connection, "set tcp_keepalives_idle = 20");
        run(connection, "set tcp_keepalives_interval = 5");
        run(connection, "set tcp_keepalives_count = 4");
        return connection;
    }

    private static boolean playsReplica(Connection connection) throws SQLException {
        try {
            run(connection, "set session_replication_role = replica");
            return true;
        } catch (SQLException e) {
            if (Sql.truth(connection, "select true")) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        close(source);
        close(target);
        source = null;
        target = null;
    }

    /** Closes a session that may be broken. */
    static void close(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException _) {
                // It is gone either way.
            }
        }
    }
}
