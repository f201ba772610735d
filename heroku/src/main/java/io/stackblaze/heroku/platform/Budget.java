package io.stackblaze.heroku.platform;

import java.util.concurrent.atomic.AtomicInteger;

/** What was asked, and what may still be. Any thread may use it. */
public final class Budget {
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();
    private final AtomicInteger remaining = new AtomicInteger(-1);

    Budget() {}

    void called(boolean again) {
        calls.incrementAndGet();
        if (again) {
            retries.incrementAndGet();
        }
    }

    void remaining(int left) {
        remaining.set(left);
    }

    /** Requests sent so far, repeated ones too. */
    public int calls() {
        return calls.get();
    }

    /** How many of them were repetitions. */
    public int retries() {
        return retries.get();
    }

    /** What Heroku said last: of 4500 for the account, refilled by 75 a minute; -1 when it has not said. */
    public int remaining() {
        return remaining.get();
    }
}
