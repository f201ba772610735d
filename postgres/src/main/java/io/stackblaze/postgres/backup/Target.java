package io.stackblaze.postgres.backup;

import java.time.Instant;

/** To where a database is restored. */
public sealed interface Target {
    /** All that was committed by the server's clock up to and including a moment. */
    record Time(Instant at) implements Target {}

    /** All that was committed before a named point was made; the newest of that label, or the one of that id. */
    record Named(String label) implements Target {}

    /** All that is kept. */
    record Newest() implements Target {}
}
