package io.stackblaze.redis.move;

import java.io.IOException;

import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Reply;

/**
 * How a server tells when keys expire, always on its own clock.
 *
 * @param isExact whether it tells the time itself; otherwise it tells how long it is until then, which takes a few
 * milliseconds to arrive
 */
record Expiry(boolean isExact) {
    /** A key that does not expire. */
    static final long NEVER = -1;
    /** A key that is not there. */
    static final long MISSING = -2;

    private static final Command TIME = Command.of("PEXPIRETIME");
    private static final Command REST = Command.of("PTTL");

    Command question(byte[] key) {
        return (isExact ? TIME : REST).with(key);
    }

    /**
     * Milliseconds since 1970, {@link #NEVER} or {@link #MISSING}.
     *
     * @param now the server's clock when it answered
     */
    long read(Reply reply, long now) throws IOException {
        var number = reply.number();
        return number < 0 || isExact ? number : now + number;
    }

    /** By how many milliseconds two answers about the same key may differ. */
    long drift() {
        return isExact ? 0 : 1000;
    }
}
