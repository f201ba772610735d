package io.stackblaze.postgres.move.preflight;

/**
 * Something that was found out before a move.
 *
 * @param level what it means for the move
 * @param what in words
 * @param remedy what to do about it; empty when nothing needs doing
 */
public record Finding(Level level, String what, String remedy) {
    /** What a finding means for the move. */
    public enum Level {
        /** Good to know. */
        FINE,
        /** The move can be made, but this is not carried, or slower. */
        LIMIT,
        /** The move is not begun. */
        NO_GO
    }

    /** As people read it. */
    @Override
    public String toString() {
        return remedy.isEmpty() ? what : what + " " + remedy;
    }
}
