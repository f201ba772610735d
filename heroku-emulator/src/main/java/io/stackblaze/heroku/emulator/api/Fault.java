package io.stackblaze.heroku.emulator.api;

/** What may go wrong with a call. */
public sealed interface Fault {
    /** The account's rate limit is spent: 429, {@code RateLimit-Remaining: 0}. */
    record TooManyRequests() implements Fault {}

    /**
     * Heroku fails.
     *
     * @param status from 500 to 599
     */
    record ServerError(int status) implements Fault {}

    /** The connection ends before the answer; what was asked for is not done. */
    record Cut() implements Fault {}

    /** The connection ends in the middle of the answer; what was asked for is done. */
    record CutShort() implements Fault {}

    /** The token is valid and may not do this: 403. */
    record Forbidden() implements Fault {}
}
