package io.stackblaze.redis.move;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a step of a move is.
 *
 * @param step what is done, as in "Copying"
 * @param done keys looked at
 * @param total keys in all, when the step began; more may come
 * @param bytes bytes of values carried, about
 * @param elapsed since the step began
 */
public record Progress(String step, long done, long total, long bytes, Duration elapsed) {

    /** Keys in a second. */
    public long rate() {
        return elapsed.toMillis() == 0 ? 0 : done * 1000 / elapsed.toMillis();
    }

    /** How long it will still take at this rate; empty when there is none yet. */
    public Optional<Duration> left() {
        return rate() == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(Math.max(0, total - done) / rate()));
    }
}
