package io.stackblaze.cli.command;

/** How a command ends, for scripts. */
public enum Exit {
    /** Done. */
    OK(0),
    /** Failed, or refused. */
    FAILED(1),
    /** The token does not allow it. */
    NOT_ALLOWED(2),
    /** The server does not answer. */
    UNREACHABLE(3);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    /** The process's exit code. */
    public int code() {
        return code;
    }
}
