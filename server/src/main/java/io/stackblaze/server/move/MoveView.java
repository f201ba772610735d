package io.stackblaze.server.move;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A move as people see it.
 *
 * @param source host, port and database, or project, environment and service; never a password
 * @param target the same of the other side
 * @param once whether it is copied and not followed
 * @param operation the one that works on it now; null when none does
 * @param failure why the last operation did not succeed; null when it did
 * @param limits what is not carried, or slower
 * @param copy how far the copy is; null when none was seen since the server started
 * @param tables the same for each table, the largest first
 * @param follow how it is kept in step; null when it is not, or was not yet since the server started
 * @param compared the last comparison
 * @param cut the last cut
 * @param report whether the last comparison can be read in full
 */
public record MoveView(String id, String name, MoveKind kind, String source, String target, Move.State state,
        boolean once, boolean following, @Nullable String operation, @Nullable Failure failure, List<String> limits,
        @Nullable Copy copy, List<Table> tables, @Nullable Follow follow, Move.@Nullable Compared compared,
        Move.@Nullable Cut cut, boolean report, Instant createdAt, String by, @Nullable Instant finishedAt) {

    /** Copies the lists. */
    public MoveView {
        limits = List.copyOf(limits);
        tables = List.copyOf(tables);
    }

    /** Why something did not succeed, and what to do. */
    public record Failure(String detail, String remedy) {}

    /**
     * How far a copy is.
     *
     * @param step what is being done
     * @param done rows or keys
     * @param bytes as they travelled
     * @param totalBytes what is expected to travel; 0 when nobody knows
     * @param bytesPerSecond since the copy began
     * @param secondsLeft null when nobody knows
     */
    public record Copy(String step, long done, long bytes, long totalBytes, long bytesPerSecond,
            @Nullable Long secondsLeft, int indexesBuilt, int indexes) {}

    /** How far a table is; {@code totalBytes} as it lies on the disk. */
    public record Table(String name, long rows, long bytes, long totalBytes, boolean complete) {}

    /**
     * How it is kept in step.
     *
     * @param direction {@code to target}, or {@code back}
     * @param lagMillis how far behind at most
     * @param lastChanges rows or keys that the last round brought
     * @param changes rows or keys that were brought since the server started
     * @param fault why the last round was not done; empty when it was
     * @param lags how far behind it was lately, in milliseconds, every five seconds, oldest first
     */
    public record Follow(String direction, long lagMillis, long lastChanges, long changes, String fault,
            List<Long> lags) {
        /** Copies the list. */
        public Follow {
            lags = List.copyOf(lags);
        }
    }
}
