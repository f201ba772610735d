package io.stackblaze.server.store;

/** The database cannot be used; the message says why, and what to do next. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1;

    /** With a message for people. */
    public StoreException(String message) {
        super(message);
    }

    /** With a message for people and a cause for us. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
