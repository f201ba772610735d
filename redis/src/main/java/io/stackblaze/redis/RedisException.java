package io.stackblaze.redis;

/** A Redis server that cannot be had; the message says what happened, why, and what to do next. */
public final class RedisException extends Exception {
    private static final long serialVersionUID = 1;

    /** With a message for people. */
    public RedisException(String message) {
        super(message);
    }

    /** With a message for people and a cause for us. */
    public RedisException(String message, Throwable cause) {
        super(message, cause);
    }
}
