package io.stackblaze.heroku.platform;

import java.time.Duration;

/** Waits; tests do not. */
@FunctionalInterface
public interface Pause {
    /** Waits that long. */
    void of(Duration time) throws InterruptedException;
}
