package io.stackblaze.postgres.move;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.stackblaze.postgres.move.catalog.Scope;

/**
 * What a move has done, kept in its target so that whoever starts it again goes on where it was. A step is recorded in
 * the transaction that does it. Safe for several threads, each with a connection of its own.
 */
public final class Journal {
    private static final String TABLE = Scope.MOVE_SCHEMA + ".step";

    private final Set<String> done;

    private Journal(Set<String> done) {
        this.done = done;
    }

    /** Opens the journal of a target, a new one if there is none. */
    public static Journal open(Connection target) throws SQLException {
        Sql.run(target, "CREATE SCHEMA IF NOT EXISTS " + Scope.MOVE_SCHEMA + "; CREATE TABLE IF NOT EXISTS " + TABLE
                + " (name text PRIMARY KEY, detail text NOT NULL, at timestamptz NOT NULL DEFAULT now())");
        Set<String> done = ConcurrentHashMap.newKeySet();
        done.addAll(Sql.list(target, "SELECT name FROM " + TABLE, row -> row.getString(1)));
        return new Journal(done);
    }

    /** Whether a target has a journal, so that a move is under way. */
    public static boolean exists(Connection target) throws SQLException {
        return Sql.truth(target, "SELECT to_regclass(?) IS NOT NULL", TABLE);
    }

    /** Removes it: the copy is done. The schema stays while something else, such as a following, is noted there. */
    public static void remove(Connection target) throws SQLException {
        Sql.run(target, "DROP TABLE IF EXISTS " + TABLE);
        dropSchemaIfUnused(target);
    }

    /** Takes away the schema of moves when no table is left there. */
    public static void dropSchemaIfUnused(Connection target) throws SQLException {
        if (!Sql.truth(target, "SELECT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('"
                + Scope.MOVE_SCHEMA + "'))")) {
            Sql.run(target, "DROP SCHEMA IF EXISTS " + Scope.MOVE_SCHEMA);
        }
    }

    /** Whether a step is done. */
    public boolean has(String step) {
        return done.contains(step);
    }

    /** The names of all steps done. */
    public Set<String> steps() {
        return new HashSet<>(done);
    }

    /** What was noted with a step. */
    public static List<String> detail(Connection target, String step) throws SQLException {
        return Sql.list(target, "SELECT detail FROM " + TABLE + " WHERE name = ?", row -> row.getString(1), step);
    }

    /** Writes a step down in the transaction of {@code target}; see {@link #committed}. */
    public void record(Connection target, String step, String detail) throws SQLException {
        Sql.update(target, "INSERT INTO " + TABLE + " (name, detail) VALUES (?, ?)"
                + " ON CONFLICT (name) DO UPDATE SET detail = excluded.detail, at = now()", step, detail);
    }

    /** Takes a recorded step for done; to be called after the commit. */
    public void committed(String step) {
        done.add(step);
    }

    /** Forgets a step, so that it is done again. */
    public void forget(Connection target, String step) throws SQLException {
        Sql.update(target, "DELETE FROM " + TABLE + " WHERE name = ?", step);
        done.remove(step);
    }
}
