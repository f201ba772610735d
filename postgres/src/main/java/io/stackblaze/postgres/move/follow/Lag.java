package io.stackblaze.postgres.move.follow;

import java.time.Duration;

/**
 * How far a target is behind.
 *
 * @param time how long ago the source was in the state that the target has; zero when nothing happened since
 * @param changes how much is captured and not applied: rows, or bytes of the log with a slot
 */
public record Lag(Duration time, long changes) {}
