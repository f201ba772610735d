package io.stackblaze.postgres.move.preflight;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.catalog.Catalog;
import io.stackblaze.postgres.move.catalog.Scope;
import io.stackblaze.postgres.move.catalog.Table;
import io.stackblaze.postgres.move.preflight.Finding.Level;

/** What the source lets us do, and what stands in the way there. */
final class SourceChecks {
    private final Connection connection;
    private final Catalog catalog;
    private final List<Finding> findings = new ArrayList<>();

    SourceChecks(Connection connection, Catalog catalog) {
        this.connection = connection;
        this.catalog = catalog;
    }

    List<Finding> run() throws SQLException {
        if (Sql.truth(connection, "SELECT pg_catalog.pg_is_in_recovery()")) {
            add(Level.NO_GO, "The source is a standby, whose state cannot be held and followed.", "Name the primary.");
            return findings;
        }
        size();
        reading();
        tables("have no primary key and no unique index over columns without nulls; they are copied, and followed by "
                + "whole rows", table -> table.holdsRows() && table.key().isEmpty(), Level.LIMIT,
                "Add a primary key where you can.");
        tables("are unlogged; a crash of either server empties them", table -> table
                .persistence() == Table.Persistence.UNLOGGED, Level.LIMIT, "");
        tables("have columns that travel as text, which is slower", table -> table.holdsRows()
                && !table.binaryCopyable(), Level.FINE, "");
        if (catalog.largeObjects() > 0) {
            add(Level.LIMIT, catalog.largeObjects() + " large objects are copied; they cannot be followed.", "");
        }
        extensionTables();
        busy();
        return findings;
    }

    private void size() throws SQLException {
        var bytes = catalog.tables().stream().mapToLong(Table::bytes).sum();
        add(Level.FINE, "%d tables of %d MiB, %d large objects; the target needs about %d MiB of disk.".formatted(
                catalog.tables().size(), bytes >> 20, catalog.largeObjects(),
                Sql.number(connection, "SELECT pg_catalog.pg_database_size(current_database()) * 5 / 4 >> 20")), "");
    }

    /** Reads a row's worth of everything, as the copy would. */
    private void reading() throws SQLException {
        for (Table table : catalog.tablesWithRows()) {
            var refused = table.privileges() && !table.rowSecurity()
                    ? ""
                    : Trial.refused(connection, "SELECT 1 FROM ONLY " + table.name().quoted() + " LIMIT 0");
            if (!refused.isEmpty()) {
                add(Level.NO_GO, "The table " + table.name() + " cannot be read whole: " + refused + ".",
                        "Use the account that owns it, or grant SELECT (and BYPASSRLS where policies apply).");
            }
        }
        for (String sequence : Sql.list(connection, "SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c"
                + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND "
                + "NOT has_table_privilege(c.oid, 'SELECT') AND c.relpersistence <> 't' AND " + Scope.OURS
                + " ORDER BY 1", row -> row.getString(1))) {
            add(Level.NO_GO, "The sequence " + sequence + " cannot be read.", "Grant SELECT on it.");
        }
        var refused = Trial.refused(connection, "SELECT pg_catalog.pg_export_snapshot()");
        if (!refused.isEmpty()) {
            add(Level.NO_GO, "The source's state cannot be held: " + refused + ".", "");
        }
    }

    private void tables(String what, Predicate<Table> which, Level level, String remedy) {
        var names = catalog.tables().stream().filter(which).map(table -> table.name().toString()).toList();
        if (!names.isEmpty()) {
            add(level, names.size() + " tables " + what + ": " + Preflight.named(names) + ".", remedy);
        }
    }

    /** Rows that users put into tables of an extension, which the extension's own script does not make again. */
    private void extensionTables() throws SQLException {
        for (String table : Sql.list(connection, "SELECT c.oid::regclass FROM pg_catalog.pg_extension e,"
                + " unnest(e.extconfig) AS c (oid) JOIN pg_catalog.pg_class r ON r.oid = c.oid AND r.relkind = 'r'",
                row -> row.getString(1))) {
            add(Level.LIMIT, "Rows that were added to the extension's table " + table + " are not copied.",
                    "Copy them by hand if there are any.");
        }
    }

    private void busy() throws SQLException {
        for (String session : Sql.list(connection, "SELECT format('%s of %s, for %s', pid, usename,"
                + " date_trunc('second', now() - xact_start)) FROM pg_catalog.pg_stat_activity"
                + " WHERE xact_start < now() - interval '5 minutes' AND backend_type = 'client backend'"
                + " AND datname = current_database() AND pid <> pg_backend_pid()", row -> row.getString(1))) {
            add(Level.LIMIT, "A transaction has been open for long: session " + session + ".",
                    "End it before changes are followed; it holds them up.");
        }
        for (String vacuum : Sql.list(connection, "SELECT query FROM pg_catalog.pg_stat_activity"
                + " WHERE backend_type = 'autovacuum worker' AND query LIKE '%to prevent wraparound%'",
                row -> row.getString(1))) {
            add(Level.LIMIT, "A vacuum against wraparound runs, and blocks triggers on its table: " + vacuum + ".",
                    "Wait for its end before changes are followed.");
        }
        var prepared = Sql.number(connection, "SELECT count(*) FROM pg_catalog.pg_prepared_xacts"
                + " WHERE database = current_database()");
        if (prepared > 0) {
            add(Level.LIMIT, prepared + " prepared transactions are open.", "Commit or roll them back.");
        }
        var captured = Sql.number(connection, "SELECT count(*) FROM pg_catalog.pg_class c"
                + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '"
                + Scope.CAPTURE_SCHEMA + "'");
        if (captured > 0) {
            add(Level.FINE, "The source is already followed by a move.", "");
        }
    }

    private void add(Level level, String what, String remedy) {
        findings.add(new Finding(level, what, remedy));
    }
}
