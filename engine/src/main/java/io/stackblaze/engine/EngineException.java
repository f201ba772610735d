package io.stackblaze.engine;

/** An engine refused or failed; the message says what happened, why, and what to do next. */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Code code;

    /** What kind of failure it is, for machines. */
    public enum Code {
        /** The engine is not there or does not answer. */
        UNREACHABLE,
        /** What was asked for does not exist. */
        NOT_FOUND,
        /** What was asked for cannot be. */
        INVALID,
        /** A disk, memory or another bound is exhausted. */
        EXHAUSTED,
        /** Anything else. */
        FAILED
    }

    /** A failure with its kind and a message for people. */
    public EngineException(Code code, String message) {
        super(message);
        this.code = code;
    }

    /** A failure with its cause. */
    public EngineException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What kind of failure it is. */
    public Code code() {
        return code;
    }
}
