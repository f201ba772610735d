package io.stackblaze.server.secret;

/** Keys that cannot be used; the message says why, and what to do next. */
public final class KeyException extends Exception {
    private static final long serialVersionUID = 1;

    /** With a message for people. */
    public KeyException(String message) {
        super(message);
    }

    /** With a message for people and a cause for us. */
    public KeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
