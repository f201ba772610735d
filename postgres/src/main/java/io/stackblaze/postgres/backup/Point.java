package io.stackblaze.postgres.backup;

import java.time.Instant;

/**
 * A moment with a name, to which the database can be restored exactly.
 *
 * @param id its name in the WAL
 * @param label what people call it
 * @param at the server's time when it was made
 * @param lsn its position
 */
public record Point(String id, String label, Instant at, long lsn) {}
