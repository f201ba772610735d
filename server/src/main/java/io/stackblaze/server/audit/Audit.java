package io.stackblaze.server.audit;

import java.time.Clock;

import org.jdbi.v3.core.Jdbi;

/** A row for each write: who, what, when, from where, and how it was answered. Rows are only ever added. */
public final class Audit {
    private final Jdbi jdbi;
    private final Clock clock;

    /** Writes into {@code audit}. */
    public Audit(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /**
     * Adds a row.
     *
     * @param target path of what was written; it holds no secrets
     */
    public void add(String who, String action, String target, String from, int status) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                insert into audit (at, who, action, target, from_address, status)
                values (:at, :who, :action, :target, :from, :status)""").bind("at", clock.instant()).bind("who", who)
                .bind("action", action).bind("target", shortened(target)).bind("from", from).bind("status", status)
                .execute());
    }

    private static String shortened(String target) {
        String clean = target.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= 300 ? clean : clean.substring(0, 300);
    }
}
