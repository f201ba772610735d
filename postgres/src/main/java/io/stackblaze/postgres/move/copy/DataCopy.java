package io.stackblaze.postgres.move.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.Crew;
import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.ExportedSnapshot;
import io.stackblaze.postgres.move.Journal;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.Target;
import io.stackblaze.postgres.move.catalog.Table;
import io.stackblaze.postgres.move.catalog.TableName;
import io.stackblaze.postgres.move.schema.Schema;
import io.stackblaze.postgres.move.schema.SchemaMaking;

/**
 * Copies the rows of tables under one snapshot, several tables at once, the largest first; the indexes of a table are
 * built as soon as it is full, while others are still copied. A table is emptied, filled and noted in the journal in
 * one
 * transaction, so a copy that was cut goes on with the tables that are not done.
 */
public final class DataCopy {
    private static final Duration SILENCE = Duration.ofMinutes(15);
    private static final long SMALL = 8L << 20;
    private static final int TABLES_TOGETHER = 50;

    private final Endpoint source;
    private final Target target;
    private final Journal journal;
    private final SchemaMaking making;
    private final Limits limits;
    private final Consumer<CopyEvent> listener;
    private final Rate rate;

    /** For one copy; the listener is called by several threads, and must be quick. */
    public DataCopy(Endpoint source, Target target, Journal journal, SchemaMaking making, Limits limits,
            Consumer<CopyEvent> listener) {
        this.source = source;
        this.target = target;
        this.journal = journal;
        this.making = making;
        this.limits = limits;
        this.listener = listener;
        this.rate = new Rate(limits.bytesPerSecond(), System::nanoTime);
    }

    /** Name of the step that is in the journal when a table is copied. */
    public static String step(TableName table) {
        return "rows of " + table.quoted();
    }

    /**
     * Copies tables as the snapshot shows them, and builds the indexes of the schema.
     *
     * @param snapshot name of an exported snapshot of the source, held open by the caller
     */
    public void run(Schema schema, List<Table> tables, String snapshot) throws MoveException, InterruptedException {
        listener.accept(new CopyEvent.Planned(tables, schema.indexes().size()));
        var building = new IndexBuilding(making, schema.indexes(), limits.builders(), listener);
        try (Connection connection = target.endpoint().connect()) {
            building.start(connection, tables.stream().map(Table::name).collect(Collectors.toSet()));
        } catch (SQLException e) {
            throw MoveException.of(e, "Preparing indexes on the target", MoveException.Code.SCHEMA);
        }
        var queue = new ConcurrentLinkedQueue<>(batches(tables));
        var readers = Math.max(1, Math.min(limits.readers(), queue.size()));
        var reading = new AtomicInteger(readers);
        var jobs = new ArrayList<Callable<?>>();
        for (int i = 0; i < readers; i++) {
            jobs.add(() -> {
                read(queue, snapshot, building);
                if (reading.decrementAndGet() == 0) {
                    building.noMore();
                }
                return true;
            });
        }
        for (int i = 0; i < limits.builders(); i++) {
            jobs.add(() -> building.work(target.endpoint()));
        }
        Crew.run("Copying " + source.shown() + " to " + target.endpoint().shown(), jobs);
        try (Connection connection = target.endpoint().connect()) {
            making.attach(connection, schema.indexes());
        } catch (SQLException e) {
            throw MoveException.of(e, "Joining indexes on the target", MoveException.Code.SCHEMA);
        }
    }

    /** Copies the large objects that a snapshot shows. */
    public void copyLargeObjects(String snapshot) throws MoveException {
        try (Connection from = source.connect(); Connection to = target.endpoint().connect()) {
            ExportedSnapshot.adopt(from, snapshot);
            LargeObjects.copy(from, to, target, journal);
        } catch (SQLException e) {
            throw MoveException.of(e, "Copying large objects", MoveException.Code.DATA);
        }
    }

    private void read(Queue<List<Table>> queue, String snapshot, IndexBuilding building)
            throws SQLException, MoveException, InterruptedException {
        try (Connection from = source.connect(SILENCE); Connection to = target.endpoint().connect(SILENCE)) {
            to.setAutoCommit(false);
            for (List<Table> batch = queue.poll(); batch != null; batch = queue.poll()) {
                var left = batch.stream().filter(table -> !journal.has(step(table.name()))).toList();
                if (!left.isEmpty()) {
                    copy(from, snapshot, to, left);
                }
                batch.forEach(table -> building.filled(table.name()));
            }
        }
    }

    private void copy(Connection from, String snapshot, Connection to, List<Table> batch)
            throws SQLException, MoveException, InterruptedException {
        var done = new ArrayList<CopyEvent.Rows>();
        var at = batch.getFirst();
        try {
            Sql.run(to, "SET LOCAL synchronous_commit = off; " + target.asOwner());
            Sql.run(to, "TRUNCATE ONLY " + batch.stream().map(table -> table.name().quoted())
                    .collect(Collectors.joining(", ONLY ")));
            for (Table table : batch) {
                at = table;
                ExportedSnapshot.adopt(from, snapshot);
                done.add(new TableCopy(table, rate, listener).run(from, to));
                // Whoever truncates waits for one table's copy, and never while we wait for another of theirs.
                from.rollback();
            }
            Sql.run(to, "RESET ROLE");
            for (CopyEvent.Rows rows : done) {
                journal.record(to, step(rows.table()), Long.toString(rows.rows()));
            }
            to.commit();
        } catch (SQLException e) {
            throw MoveException.of(e, "Copying " + at.name(), MoveException.Code.DATA);
        }
        for (CopyEvent.Rows rows : done) {
            journal.committed(step(rows.table()));
            listener.accept(rows);
        }
    }

    /**
     * The largest tables one by one, then small ones together: a transaction for each would cost more than its rows.
     */
    private static List<List<Table>> batches(List<Table> tables) {
        var batches = new ArrayList<List<Table>>();
        var batch = new ArrayList<Table>();
        long bytes = 0;
        for (Table table : tables.stream().sorted(Comparator.comparingLong(Table::bytes).reversed()).toList()) {
            batch.add(table);
            bytes += table.bytes();
            if (bytes >= SMALL || batch.size() == TABLES_TOGETHER) {
                batches.add(List.copyOf(batch));
                batch.clear();
                bytes = 0;
            }
        }
        if (!batch.isEmpty()) {
            batches.add(List.copyOf(batch));
        }
        return batches;
    }
}
