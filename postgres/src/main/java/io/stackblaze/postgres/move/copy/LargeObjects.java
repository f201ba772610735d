package io.stackblaze.postgres.move.copy;

import java.sql.Connection;
import java.sql.SQLException;

import io.stackblaze.postgres.move.Journal;
import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.Target;

/** Copies large objects, in pieces, under their numbers. */
final class LargeObjects {
    private static final int PIECE = 1 << 20;
    private static final int AT_ONCE = 500;
    private static final String STEP = "large objects up to ";

    private LargeObjects() {}

    /** Copies those that the snapshot of {@code source} shows; goes on after those that are done. */
    static void copy(Connection source, Connection target, Target where, Journal journal) throws SQLException {
        var oids = Sql.list(source, "SELECT oid::bigint FROM pg_catalog.pg_largeobject_metadata ORDER BY 1",
                row -> row.getLong(1));
        target.setAutoCommit(false);
        for (int from = 0; from < oids.size(); from += AT_ONCE) {
            var part = oids.subList(from, Math.min(oids.size(), from + AT_ONCE));
            var step = STEP + part.getLast();
            if (journal.has(step)) {
                continue;
            }
            Sql.run(target, where.asOwner());
            for (long oid : part) {
                copy(source, target, oid);
            }
            Sql.run(target, "RESET ROLE");
            journal.record(target, step, "");
            target.commit();
            journal.committed(step);
        }
        target.setAutoCommit(true);
    }

    private static void copy(Connection source, Connection target, long oid) throws SQLException {
        Sql.list(target, "SELECT pg_catalog.lo_create(?::bigint::oid)", row -> row.getLong(1), oid);
        long at = 0;
        for (byte[] piece = piece(source, oid, at); piece.length > 0; piece = piece(source, oid, at)) {
            Sql.list(target, "SELECT pg_catalog.lo_put(?::bigint::oid, ?, ?)", _ -> true, oid, at, piece);
            at += piece.length;
        }
    }

    private static byte[] piece(Connection source, long oid, long at) throws SQLException {
        return Sql
                .list(source, "SELECT pg_catalog.lo_get(?::bigint::oid, ?, ?)", row -> row.getBytes(1), oid, at, PIECE)
                .getFirst();
    }
}
