package io.stackblaze.server;

import org.jspecify.annotations.Nullable;

/** The server cannot start; the message says what happened, why, and what to do next. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    /** With a message for people. */
    public StartException(String message) {
        super(message);
    }

    /** With a message for people and a cause for us. */
    public StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
