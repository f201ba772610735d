package io.stackblaze.postgres.move.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.Journal;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.Target;
import io.stackblaze.postgres.move.catalog.TableName;

/**
 * Makes the parts of a schema on a target. Each is recorded in the journal in its own transaction and skipped when it
 * is
 * there, so all of it can be repeated. One of these may serve several threads, each with a connection of its own.
 */
public final class SchemaMaking {
    private static final int AT_ONCE = 100;

    private final Target target;
    private final Journal journal;
    private final int memoryMiB;

    /** For a target; {@code memoryMiB} is what the build of one index may use. */
    public SchemaMaking(Target target, Journal journal, int memoryMiB) {
        this.target = target;
        this.journal = journal;
        this.memoryMiB = memoryMiB;
    }

    /** Makes objects in their order. */
    public void make(Connection connection, List<Definition> definitions) throws SQLException, MoveException {
        var left = definitions.stream().filter(definition -> !journal.has(step(definition.sql()))).toList();
        for (int from = 0; from < left.size(); from += AT_ONCE) {
            var batch = left.subList(from, Math.min(left.size(), from + AT_ONCE));
            if (!makeTogether(connection, batch)) {
                for (Definition definition : batch) {
                    makeOne(connection, definition.toString(), definition.sql(), definition.kind().equals("extension"));
                }
            }
        }
    }

    /** Builds an index. */
    public void build(Connection connection, IndexDefinition index) throws SQLException, MoveException {
        makeOne(connection, index.toString(), index.sql(), false);
    }

    /**
     * Makes a built index its table's constraint if it is one. In a transaction of its own, as it locks the table out:
     * with the lock of a build still held, two of these would wait for each other.
     */
    public void complete(Connection connection, IndexDefinition index) throws SQLException, MoveException {
        if (!index.completion().isEmpty()) {
            makeOne(connection, index.toString(), index.completion().replaceFirst("^; ", ""), false);
        }
    }

    /** Fills a materialized view. */
    public void refresh(Connection connection, TableName view) throws SQLException, MoveException {
        makeOne(connection, "materialized view " + view, "REFRESH MATERIALIZED VIEW " + view.quoted(), false);
    }

    /** Joins the parts of partitioned indexes with their wholes. */
    public void attach(Connection connection, List<IndexDefinition> indexes) throws SQLException, MoveException {
        for (IndexDefinition index : indexes) {
            if (index.attachment().isPresent()) {
                makeOne(connection, index.toString(), index.attachment().get(), false);
            }
        }
    }

    /** Makes a foreign key, without a look at the rows where that can come later. */
    public void add(Connection connection, ForeignKey key) throws SQLException, MoveException {
        makeOne(connection, key.toString(), key.sql(), false);
    }

    /** Looks at the rows of a foreign key. */
    public void validate(Connection connection, ForeignKey key) throws SQLException, MoveException {
        if (key.validation().isPresent()) {
            makeOne(connection, key.toString(), key.validation().get(), false);
        }
    }

    /** Whether all are made together; nothing is when they are not. */
    private boolean makeTogether(Connection connection, List<Definition> batch) throws SQLException {
        if (batch.stream().anyMatch(definition -> definition.kind().equals("extension"))) {
            return false;
        }
        connection.setAutoCommit(false);
        try {
            begin(connection, false);
            Sql.run(connection, batch.stream().map(Definition::sql).collect(Collectors.joining(";\n")));
            Sql.run(connection, "RESET ROLE");
            var steps = new ArrayList<String>();
            for (Definition definition : batch) {
                steps.add(step(definition.sql()));
                journal.record(connection, step(definition.sql()), definition.toString());
            }
            connection.commit();
            steps.forEach(journal::committed);
            return true;
        } catch (SQLException e) {
            connection.rollback();
            return false;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void makeOne(Connection connection, String what, String sql, boolean asOurselves)
            throws SQLException, MoveException {
        var step = step(sql);
        if (journal.has(step)) {
            return;
        }
        connection.setAutoCommit(false);
        try {
            begin(connection, asOurselves);
            Sql.run(connection, sql);
            Sql.run(connection, "RESET ROLE");
            journal.record(connection, step, what);
            connection.commit();
            journal.committed(step);
        } catch (SQLException e) {
            connection.rollback();
            throw MoveException.of(e, "Making the " + what + " on the target", MoveException.Code.SCHEMA);
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void begin(Connection connection, boolean asOurselves) throws SQLException {
        Sql.run(connection, "SET LOCAL check_function_bodies = off; SET LOCAL maintenance_work_mem = '" + memoryMiB
                + "MB'; SET LOCAL client_min_messages = error" + (asOurselves ? "" : "; " + target.asOwner()));
    }

    private static String step(String sql) {
        try {
            return "sql " + HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
