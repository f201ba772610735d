package io.stackblaze.redis.move.wire;

import java.io.IOException;
import java.io.Serial;

/** A server answered a command with an error; the message is the server's. */
public final class RefusedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /** With what the server said. */
    public RefusedException(String message) {
        super(message);
    }

    /** With what is wrong with the answer. */
    public RefusedException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Whether the server will soon answer otherwise: it still reads its data, a script runs, a
     * failover goes on, a key changed between two questions.
     */
    public boolean passes() {
        var said = String.valueOf(getMessage());
        return said.startsWith("LOADING") || said.startsWith("BUSY ") || said.startsWith("TRYAGAIN")
                || said.startsWith("MASTERDOWN") || said.startsWith("WRONGTYPE");
    }

    /** Whether the server has no memory left. */
    public boolean isOutOfMemory() {
        return String.valueOf(getMessage()).startsWith("OOM");
    }
}
