package io.stackblaze.postgres.move;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.catalog.Catalog;
import io.stackblaze.postgres.move.catalog.Extension;
import io.stackblaze.postgres.move.catalog.Sequence;
import io.stackblaze.postgres.move.catalog.Table;
import io.stackblaze.postgres.move.catalog.TableName;
import io.stackblaze.postgres.move.copy.CopyEvent;
import io.stackblaze.postgres.move.copy.DataCopy;
import io.stackblaze.postgres.move.copy.Limits;
import io.stackblaze.postgres.move.preflight.Finding;
import io.stackblaze.postgres.move.preflight.Findings;
import io.stackblaze.postgres.move.preflight.Preflight;
import io.stackblaze.postgres.move.schema.Definition;
import io.stackblaze.postgres.move.schema.ForeignKey;
import io.stackblaze.postgres.move.schema.Schema;
import io.stackblaze.postgres.move.schema.SchemaMaking;
import io.stackblaze.postgres.move.schema.Setting;
import io.stackblaze.postgres.move.verify.Report;
import io.stackblaze.postgres.move.verify.Side;
import io.stackblaze.postgres.move.verify.TableCheck;
import io.stackblaze.postgres.move.verify.Verification;

/**
 * Copies a database as it is at one moment, schema and rows, while it goes on being used, and proves the copy.
 *
 * <p>
 * A copy that was cut goes on when it is started again: finished tables whose rows are still the same are kept. The
 * journal of it is in the target, in the schema {@code stackblaze_move}, which is removed at the end.
 *
 * @param source the database; it is only read
 * @param target an empty database
 * @param limits what the copy may use
 * @param clock tells when the report was made
 * @param listener is told of progress by several threads, and must be quick
 */
public record DatabaseCopy(Endpoint source, Target target, Limits limits, Clock clock, Consumer<CopyEvent> listener) {
    private static final String ROWS_COMPLETE = "all rows";
    private static final Duration SILENCE = Duration.ofHours(24);

    /**
     * What a copy came to.
     *
     * @param findings what was found before it
     * @param report the comparison after it
     * @param settingsLeft settings of roles that the target does not know, and such as only its superuser may set
     * @param later whether the rows are of an earlier run that was cut after the last of them; then the report compares
     * them with the source of now, and tells what was written to it since as differences
     */
    public record Outcome(Findings findings, Report report, List<Setting> settingsLeft, boolean later) {
        /** Copies the list. */
        public Outcome {
            settingsLeft = List.copyOf(settingsLeft);
        }

        /** The same with one more finding. */
        public Outcome with(Finding more) {
            return new Outcome(new Findings(Stream.concat(findings.all().stream(), Stream.of(more)).toList(),
                    findings.readers()), report, settingsLeft, later);
        }
    }

    /**
     * Does it all. The journal is kept when both sides differ at the end.
     *
     * @throws MoveException when it may not begin, or cannot go on
     */
    public Outcome run() throws MoveException, InterruptedException {
        return run(Optional.empty());
    }

    /**
     * Does it all for a state that somebody else holds, such as the one from which changes are followed.
     *
     * @param held its name; the present one when empty
     */
    public Outcome run(Optional<String> held) throws MoveException, InterruptedException {
        listener.accept(new CopyEvent.Step("looking at both sides"));
        var findings = Preflight.run(source, target, limits.schema());
        findings.require();
        try (ExportedSnapshot snapshot = held.isPresent()
                ? ExportedSnapshot.of(source, held.get())
                : ExportedSnapshot.export(source);
                Connection connection = target.endpoint().connect(SILENCE)) {
            var journal = Journal.open(connection);
            var catalog = Catalog.read(snapshot.connection());
            var schema = without(Preflight.leftOut(connection, catalog),
                    limits.schema().read(source, snapshot.connection(), snapshot.name()));
            var making = new SchemaMaking(target, journal, limits.indexMemoryMiB());
            listener.accept(new CopyEvent.Step("making the schema"));
            making.make(connection, schema.beforeRows());
            var later = journal.has(ROWS_COMPLETE);
            if (!later) {
                rows(connection, journal, making, schema, catalog, snapshot.name(), findings.readers());
            }
            keys(connection, making, schema, catalog);
            making.make(connection, schema.finish());
            var sequences = sequences(connection);
            for (TableName view : catalog.materializedViews()) {
                making.refresh(connection, view);
            }
            var left = settings(connection, snapshot.connection());
            listener.accept(new CopyEvent.Step("comparing both sides"));
            var report = new Verification(new Side(source, Optional.of(snapshot.name())),
                    new Side(target.endpoint(), Optional.empty()), limits.withReaders(findings.readers()).readers(),
                    clock).run(Optional.of(sequences));
            if (report.equal()) {
                Journal.remove(connection);
            }
            return new Outcome(findings, report, left, later);
        } catch (SQLException e) {
            throw MoveException.of(e, "Copying " + source.shown(), Code.DATA);
        }
    }

    private void rows(Connection connection, Journal journal, SchemaMaking making, Schema schema, Catalog catalog,
            String snapshot, int readers) throws SQLException, MoveException, InterruptedException {
        var tables = catalog.tablesWithRows();
        forgetChanged(connection, journal, tables, snapshot);
        listener.accept(new CopyEvent.Step("copying rows"));
        var copy = new DataCopy(source, target, journal, making, limits.withReaders(readers), listener);
        copy.run(schema, tables, snapshot);
        copy.copyLargeObjects(snapshot);
        connection.setAutoCommit(false);
        journal.record(connection, ROWS_COMPLETE, snapshot);
        connection.commit();
        connection.setAutoCommit(true);
        journal.committed(ROWS_COMPLETE);
    }

    /** Tables of an earlier run were copied as an earlier snapshot showed them; those that changed since go again. */
    private void forgetChanged(Connection connection, Journal journal, List<Table> tables, String snapshot)
            throws SQLException, MoveException, InterruptedException {
        var copied = tables.stream().filter(table -> journal.has(DataCopy.step(table.name()))).toList();
        if (!copied.isEmpty()) {
            listener.accept(new CopyEvent.Step("comparing what an earlier run copied"));
            var checks = new Verification(new Side(source, Optional.of(snapshot)),
                    new Side(target.endpoint(), Optional.empty()), limits.readers(), clock).tables(copied);
            for (TableCheck check : checks) {
                if (!check.equal()) {
                    for (Table table : copied) {
                        if (table.name().toString().equals(check.table())) {
                            journal.forget(connection, DataCopy.step(table.name()));
                        }
                    }
                }
            }
        }
    }

    private void keys(Connection connection, SchemaMaking making, Schema schema, Catalog catalog)
            throws SQLException, MoveException, InterruptedException {
        making.make(connection, schema.afterIndexes());
        listener.accept(new CopyEvent.Step("checking foreign keys"));
        for (ForeignKey key : schema.foreignKeys()) {
            making.add(connection, key);
        }
        var work = new ConcurrentLinkedQueue<Work>();
        schema.foreignKeys().forEach(key -> work.add(session -> making.validate(session, key)));
        catalog.tables().stream().filter(table -> table.kind() != Table.Kind.FOREIGN)
                .forEach(table -> work.add(session -> Sql.run(session, "ANALYZE " + table.name().quoted())));
        var jobs = new ArrayList<Callable<?>>();
        for (int i = 0; i < limits.builders(); i++) {
            jobs.add(() -> {
                try (Connection session = target.endpoint().connect(SILENCE)) {
                    for (Work piece = work.poll(); piece != null; piece = work.poll()) {
                        piece.run(session);
                    }
                    return true;
                }
            });
        }
        Crew.run("Checking foreign keys of " + target.endpoint().shown(), jobs);
    }

    private interface Work {
        void run(Connection session) throws SQLException, MoveException;
    }

    private List<Sequence> sequences(Connection connection) throws SQLException {
        try (Connection from = source.connect()) {
            var sequences = Sequence.read(from);
            for (Sequence sequence : sequences) {
                sequence.apply(connection);
            }
            return sequences;
        }
    }

    private List<Setting> settings(Connection connection, Connection from) throws SQLException, MoveException {
        return Setting.apply(connection, target, source.user(), Setting.read(from));
    }

    private static Schema without(List<Extension> extensions, Schema schema) {
        var names = extensions.stream().map(Extension::name).toList();
        return new Schema(schema.beforeRows().stream().filter(one -> !isOneOf(names, one)).toList(), schema.indexes(),
                schema.afterIndexes(), schema.foreignKeys(), schema.finish(), schema.leftovers());
    }

    private static boolean isOneOf(List<String> extensions, Definition definition) {
        return definition.kind().equals("extension") && extensions.contains(definition.name());
    }
}
