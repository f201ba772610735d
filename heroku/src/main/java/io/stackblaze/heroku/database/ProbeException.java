package io.stackblaze.heroku.database;

/** A datastore could not be asked, told to a person; never with its address or password. */
@SuppressWarnings("serial")
public final class ProbeException extends Exception {
    private final boolean refused;

    ProbeException(String message, boolean refused) {
        super(message);
        this.refused = refused;
    }

    /** What happened and why. */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** Whether it refused the password: credentials rotate, and reading the config vars anew may help. */
    public boolean isRefused() {
        return refused;
    }
}
