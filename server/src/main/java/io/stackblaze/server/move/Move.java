package io.stackblaze.server.move;

import java.time.Instant;
import java.util.List;

import io.stackblaze.postgres.move.follow.Method;
import io.stackblaze.postgres.move.schema.SchemaBy;
import io.stackblaze.server.migration.Moving;
import org.jspecify.annotations.Nullable;

/**
 * The row of a move.
 *
 * @param source as people are shown it
 * @param target as people are shown it
 * @param following whether the server keeps the side that is not live in step
 * @param operation the one that was begun last; null before the first
 */
public record Move(String id, String name, MoveKind kind, String source, String target, Settings settings, State state,
        boolean following, @Nullable String operation, Facts facts, Instant createdAt, String by,
        @Nullable Instant finishedAt) {

    /** Where it stands. */
    public enum State {
        /** Nothing was done yet. */
        NEW,
        /** Rows travel, or did until it failed. */
        COPYING,
        /** The source is live, the target is kept in step. */
        FOLLOWING,
        /** The target is live, the source is kept in step. */
        CUT_OVER,
        /** Copied once, and over. */
        COPIED,
        /** The cut stays; over. */
        SETTLED,
        /** Given up; over. */
        ABORTED
    }

    /**
     * What was asked for.
     *
     * @param once whether it is copied and not followed
     * @param jobs tables copied at once; 0 for what suits
     * @param limitRateMb most megabytes a second that are read; 0 for no bound
     * @param schemaBy how the schema of a Postgres is read
     * @param method how a Postgres is followed until the cut
     */
    public record Settings(boolean once, int jobs, int limitRateMb, SchemaBy schemaBy, Method method) {}

    /**
     * What was found out.
     *
     * @param limits what is not carried, or slower
     * @param compared the last comparison; null before the first
     * @param cut the last cut; null before the first
     */
    public record Facts(@Nullable List<String> limits, @Nullable Compared compared, @Nullable Cut cut) {
        static final Facts NONE = new Facts(null, null, null);
    }

    /**
     * A comparison.
     *
     * @param operation that made it
     * @param differences the first of them
     * @param found how many differences there are
     */
    public record Compared(String operation, Instant at, long rows, long found, List<String> differences) {}

    /**
     * A cut.
     *
     * @param live {@code target} or {@code source}
     * @param pauseMillis how long writes stood still
     */
    public record Cut(Instant at, String live, long pauseMillis, long compared, List<Part> parts) {}

    /** A part of the pause. */
    public record Part(String name, long millis) {}

    /** Whether nothing can be done with it any more. */
    boolean over() {
        return finishedAt != null;
    }

    /** What its operations are filed under; no project can have that name. */
    String filed() {
        return filed(name);
    }

    static String filed(String name) {
        return PREFIX + name;
    }

    /** What names of projects never begin with. */
    static final String PREFIX = "moves/";

    /** Where it stands, by what the databases say. */
    static State stateOf(Moving.Side side) {
        return switch (side) {
            case NONE -> State.NEW;
            case COPYING -> State.COPYING;
            case THERE -> State.FOLLOWING;
            case HERE -> State.CUT_OVER;
        };
    }
}
