package io.stackblaze.build.source;

/** Source that cannot be taken; the message says what is wrong with it and what to do. */
public final class SourceException extends Exception {
    private static final long serialVersionUID = 1;

    private final String message;

    /** With a message for people. */
    public SourceException(String message) {
        super(message);
        this.message = message;
    }

    /** With a message for people and a cause for us. */
    public SourceException(String message, Throwable cause) {
        super(message, cause);
        this.message = message;
    }

    @Override
    public String getMessage() { return message; }
}
