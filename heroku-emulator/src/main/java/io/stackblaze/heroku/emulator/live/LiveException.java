package io.stackblaze.heroku.emulator.live;

/** A real part does not work; the message tells which, why, and what to do. */
public final class LiveException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LiveException(String message, Throwable cause) {
        super(message, cause);
    }

    LiveException(String message) {
        super(message);
    }
}
