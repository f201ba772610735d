package io.stackblaze.redis.move;

/**
 * Stops those who write while a move changes sides. The servers themselves must go on to answer, and to take writes of
 * the
 * move.
 */
public interface Freeze {

    /** Returns when nobody writes any more, such as when the app is in maintenance and its workers have ended. */
    void begin() throws RedisMoveException, InterruptedException;

    /** Lets them write again where they did; called when the change of sides failed. */
    void end() throws RedisMoveException, InterruptedException;

    /** For servers that nobody writes to anyway. */
    static Freeze none() {
        return new Freeze() {
            @Override
            public void begin() {}

            @Override
            public void end() {}
        };
    }
}
