package io.stackblaze.postgres.move.follow;

import static io.stackblaze.postgres.move.Sql.literal;

/**
 * Which entries of the capture are new in a batch. A seam of its own, so that tests can put the well-known wrong rules
 * in its place and see them caught.
 */
interface BatchRule {
    /**
     * Entries of transactions that are seen now and were not seen then, whatever the order of their numbers: a low
     * number may commit last. That they are seen now is what the reading transaction's own snapshot says; that they
     * were not then is that they had not begun or still ran. Both conditions are ranges of the index.
     */
    BatchRule SNAPSHOTS = then -> {
        var began = "_x >= " + literal(then.xmax()) + "::pg_catalog.xid8";
        return then.running().isEmpty()
                ? began
                : "(" + began + " or _x = any (" + literal("{" + then.running() + "}") + "::pg_catalog.xid8[]))";
    };

    /** A condition over an entry's writer, {@code _x}; the reader's own snapshot is the upper bound. */
    String since(Snapshot then);

    /** What gives an entry's writer. The number of the whole transaction, never of a part that began at a savepoint. */
    default String writer() {
        return "pg_catalog.pg_current_xact_id()";
    }

    /** Whether the position is stored in the transaction that applies the batch. */
    default boolean keepsPositionInside() {
        return true;
    }

    /** Called at points where a mover may die; a test may throw here. */
    default void reached(Point point) {}

    /** Where a mover may die. */
    enum Point {
        /** The target's transaction and the source's snapshot are there, nothing is done. */
        BEGUN,
        /** All is written, nothing committed. */
        WRITTEN,
        /** The target committed. */
        COMMITTED
    }
}
