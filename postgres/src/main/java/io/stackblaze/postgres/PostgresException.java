package io.stackblaze.postgres;

/** A Postgres server that cannot be had; the message says what happened, why, and what to do next. */
public final class PostgresException extends Exception {
    private static final long serialVersionUID = 1;

    /** With a message for people. */
    public PostgresException(String message) {
        super(message);
    }

    /** With a message for people and a cause for us. */
    public PostgresException(String message, Throwable cause) {
        super(message, cause);
    }
}
