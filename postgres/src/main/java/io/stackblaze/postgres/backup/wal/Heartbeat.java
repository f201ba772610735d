package io.stackblaze.postgres.backup.wal;

import java.time.Instant;

/**
 * A commit of ours, of whose WAL we know that it was kept: up to its time the database can be restored to any moment.
 *
 * @param at the server's time, not later than that of the commit
 * @param lsn position not before the end of the commit
 */
public record Heartbeat(Instant at, long lsn) {}
