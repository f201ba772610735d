package io.stackblaze.heroku.platform;

/** Which of Heroku's APIs. */
public enum Host {
    /** {@code api.heroku.com}. */
    PLATFORM,
    /** {@code api.data.heroku.com}. */
    DATA,
    /** {@code particleboard.heroku.com}. */
    SCHEDULER
}
