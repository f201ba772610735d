package io.stackblaze.redis.move;

import java.io.IOException;
import java.io.Serial;

import io.stackblaze.redis.move.wire.RefusedException;

/** A move, or a part of one, that cannot go on; the message says what happened, why, and what to do next. */
public final class RedisMoveException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final Code code;

    /** What kind of trouble it is, for those who decide by it. */
    public enum Code {
        /** No connection, or it was lost; trying again may help. */
        UNREACHABLE,
        /** The server knows us not, or does not let us. */
        DENIED,
        /** The move may not begin, or not go on from where it is. */
        REFUSED,
        /** A value could not be carried. */
        DATA,
        /** The target has no memory left. */
        OUT_OF_MEMORY,
        /** Somebody writes to the source although it is frozen. */
        STILL_WRITTEN,
        /** Both sides differ. */
        DIFFERENT
    }

    /** With a message for people. */
    public RedisMoveException(Code code, String message) {
        super(message);
        this.code = code;
    }

    /** With a message for people and a cause for us. */
    public RedisMoveException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What kind of trouble it is. */
    public Code code() {
        return code;
    }

    /**
     * Says what an error of a server or the network means.
     *
     * @param during what was done, as in "Copying"
     */
    static RedisMoveException of(IOException error, String during) {
        var said = error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        if (!(error instanceof RefusedException refused) || refused.passes()) {
            return new RedisMoveException(Code.UNREACHABLE, during + " lost its connection: " + said
                    + ". Once both servers can be reached again, start it again; it goes on where it was.", error);
        }
        if (refused.isOutOfMemory()) {
            return new RedisMoveException(Code.OUT_OF_MEMORY, during + " found the server out of memory: " + said
                    + ". Give it more memory, and start it again; it goes on where it was.", error);
        }
        var word = said.split(" ", 2)[0];
        return switch (word) {
            case "NOAUTH", "WRONGPASS", "NOPERM" -> new RedisMoveException(Code.DENIED, during + " was refused: " + said
                    + ". Check user and password of the URL.", error);
            case "READONLY" -> new RedisMoveException(Code.REFUSED, during
                    + " found a replica, which takes no writes. Name the primary.", error);
            default -> new RedisMoveException(said.contains("invalid password") ? Code.DENIED : Code.DATA,
                    during + " failed: " + said + ".", error);
        };
    }
}
