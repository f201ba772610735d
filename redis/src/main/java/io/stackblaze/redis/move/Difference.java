package io.stackblaze.redis.move;

/** A key that is not the same on both sides. */
public record Difference(Key key, Kind kind) {

    /** In what way. */
    public enum Kind {
        /** It is at the source alone. */
        MISSING,
        /** It is at the target alone. */
        EXTRA,
        /** Its value or type is another. */
        DIFFERENT,
        /** It expires at another time. */
        EXPIRY
    }
}
