package io.stackblaze.migration.dns;

/** DNS could not be asked or changed; the message is for people. */
@SuppressWarnings("serial") // it is never written
public final class DnsException extends Exception {
    private final Code code;
    private final String remedy;

    /** What a caller may decide by. */
    public enum Code {
        /** Nobody answered; it may pass. */
        UNREACHABLE,
        /** The server does not let us. */
        REFUSED
    }

    /** With what to do about it. */
    public DnsException(Code code, String message, String remedy) {
        super(message);
        this.code = code;
        this.remedy = remedy;
    }

    /** What a caller may decide by. */
    public Code code() {
        return code;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }

    /** What happened. */
    public String message() {
        return String.valueOf(getMessage());
    }
}
