package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Two snapshots, one at each side, that show the same state while writes go on. Sessions can take them on with
 * {@code SET TRANSACTION SNAPSHOT} until this is closed.
 */
public final class SameState implements AutoCloseable {
    private final Connection sourceHolder;
    private final Connection targetHolder;
    private final String sourceSnapshot;
    private final String targetSnapshot;
    private final Snapshot position;
    private final Runnable released;

    SameState(Connection sourceHolder, String sourceSnapshot, Connection targetHolder, String targetSnapshot,
            Snapshot position, Runnable released) {
        this.sourceHolder = sourceHolder;
        this.sourceSnapshot = sourceSnapshot;
        this.targetHolder = targetHolder;
        this.targetSnapshot = targetSnapshot;
        this.position = position;
        this.released = released;
    }

    /** Name of the source's snapshot. */
    public String sourceSnapshot() {
        return sourceSnapshot;
    }

    /** Name of the target's snapshot. */
    public String targetSnapshot() {
        return targetSnapshot;
    }

    /** The state in the source's terms. */
    public Snapshot position() {
        return position;
    }

    /** Lets go of both snapshots. */
    @Override
    public void close() throws SQLException {
        try (sourceHolder; targetHolder) {
            released.run();
        }
    }
}
