package io.stackblaze.blueprint;

import java.util.Locale;

/** The kinds of service. */
public enum ServiceType {
    /** Answers HTTP. */
    WEB,
    /** Runs all the time. */
    WORKER,
    /** Runs by the clock. */
    CRON,
    /** Keeps relational data. */
    POSTGRES,
    /** Keeps keys and queues. */
    REDIS;

    /** The word as it stands in a blueprint: {@code web}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
