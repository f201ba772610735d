package io.stackblaze.postgres.backup;

/** A backup or a restore that cannot be had; the message says what happened, why, and what to do next. */
public final class BackupException extends Exception {
    private static final long serialVersionUID = 1;

    private final Code code;

    /** What kind of failure it is, for machines. */
    public enum Code {
        /** What was asked for does not exist. */
        NOT_FOUND,
        /** The moment that was asked for cannot be restored; the message says which can. */
        OUTSIDE_WINDOW,
        /** Something is in the way; nothing is ever overwritten. */
        EXISTS,
        /** A disk is too small. */
        NO_SPACE,
        /** The backups were made with another key. */
        WRONG_KEY,
        /** A backup is not what was written. */
        DAMAGED,
        /** The storage or the server does not answer as it should; it may later. */
        FAILED
    }

    /** A failure with a message for people. */
    public BackupException(Code code, String message) {
        super(message);
        this.code = code;
    }

    /** A failure with a message for people and a cause for us. */
    public BackupException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What kind of failure it is. */
    public Code code() {
        return code;
    }
}
