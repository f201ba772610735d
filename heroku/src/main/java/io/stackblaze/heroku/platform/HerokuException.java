package io.stackblaze.heroku.platform;

/** Heroku did not answer as hoped, told to a person. */
@SuppressWarnings("serial")
public final class HerokuException extends Exception {
    /** What kind of no it was, for decisions. */
    public enum Code {
        /** The token is wrong, expired or revoked. */
        UNAUTHORIZED,
        /** The token, or the account, may not see this. */
        FORBIDDEN,
        /** There is no such thing, or the account may not know of it. */
        NOT_FOUND,
        /** It is there, and cannot be asked in this way: another generation, gone, suspended. */
        REFUSED,
        /** The account's budget of calls is used up. */
        RATE_LIMITED,
        /** Heroku failed, again and again. */
        UNAVAILABLE,
        /** No connection, or one that broke again and again. */
        UNREACHABLE,
        /** Something answered that is not Heroku. */
        NOT_HEROKU
    }

    private final Code code;
    private final String remedy;

    /** With what happened and why, and what to do next. */
    public HerokuException(Code code, String message, String remedy) {
        super(message);
        this.code = code;
        this.remedy = remedy;
    }

    /** What kind. */
    public Code code() {
        return code;
    }

    /** What happened and why. */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** What to do next. */
    public String remedy() {
        return remedy;
    }
}
