package io.stackblaze.engine.local.logs;

/** Where an instance's lines go. */
public interface Sink {
    /**
     * Takes a line; output is read no faster than this returns.
     *
     * @param next where in the raw output the next line begins
     */
    void take(long next, String text);

    /** How far the output has been taken before, by a node before this one. */
    default long consumed() {
        return 0;
    }

    /**
     * Hears that output was skipped, because it is written faster than it can be taken; says whether that is allowed.
     */
    default boolean skipped(long bytes) {
        return false;
    }
}
