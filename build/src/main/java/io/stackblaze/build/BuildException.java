package io.stackblaze.build;

/** A build that cannot be done; the message says what happened, why, and what to do next. */
public final class BuildException extends Exception {
    private static final long serialVersionUID = 1;

    /** With a message for people. */
    public BuildException(String message) {
        super(message);
    }

    /** With a message for people and a cause for us. */
    public BuildException(String message, Throwable cause) {
        super(message, cause);
    }
}
