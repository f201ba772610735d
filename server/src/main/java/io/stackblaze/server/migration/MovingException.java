package io.stackblaze.server.migration;

import io.stackblaze.engine.EngineException;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.redis.move.RedisMoveException;
import io.stackblaze.server.operation.StepFailure;

/** A move cannot go on; the message is for people and names no password. */
public final class MovingException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean passing;

    /** With what happened, and whether trying again may help. */
    public MovingException(String message, boolean passing, Throwable cause) {
        super(message, cause);
        this.passing = passing;
    }

    static MovingException of(MoveException e) {
        return new MovingException(String.valueOf(e.getMessage()),
                e.code() == MoveException.Code.UNREACHABLE || e.code() == MoveException.Code.BUSY, e);
    }

    static MovingException of(RedisMoveException e) {
        return new MovingException(String.valueOf(e.getMessage()), e.code() == RedisMoveException.Code.UNREACHABLE, e);
    }

    /** What happened. */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** Whether it passes by itself. */
    boolean isPassing() { return passing; }

    /** What is to be told a person; what passes by itself is tried again by the operation. */
    public StepFailure failure() {
        if (passing) {
            throw new EngineException(EngineException.Code.UNREACHABLE, message());
        }
        return new StepFailure(message(), "");
    }
}
