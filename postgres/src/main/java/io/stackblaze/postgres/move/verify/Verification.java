package io.stackblaze.postgres.move.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

import io.stackblaze.postgres.move.Crew;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.catalog.Catalog;
import io.stackblaze.postgres.move.catalog.Sequence;
import io.stackblaze.postgres.move.catalog.Table;
import io.stackblaze.postgres.move.verify.TableCheck.Sum;

/**
 * Compares two databases: each table's number of rows and the sum of the hashes of its rows, in whatever order they
 * lie,
 * computed by both servers at the same time; then what stands beside the rows. Of tables that differ it finds rows.
 */
public final class Verification {
    /** The settings that the numbers hang on, for those who compute them again. */
    static final String PINS = "SET search_path = ''; SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle"
            + " = 'postgres'; SET extra_float_digits = 3; SET bytea_output = 'hex'; SET xmloption = 'content'; SET"
            + " lc_monetary = 'C'; SET row_security = off;";

    private final Side source;
    private final Side target;
    private final int workers;
    private final Clock clock;

    /**
     * For two databases.
     *
     * @param workers tables compared at once; each needs a session on both sides
     */
    public Verification(Side source, Side target, int workers, Clock clock) {
        this.source = source;
        this.target = target;
        this.workers = workers;
        this.clock = clock;
    }

    /** Compares everything; sequences with where the source's stand now. */
    public Report run() throws MoveException, InterruptedException {
        return run(Optional.empty());
    }

    /**
     * Compares everything.
     *
     * @param sequences where the target's sequences must at least stand; where the source's stand now when empty
     */
    public Report run(Optional<List<Sequence>> sequences) throws MoveException, InterruptedException {
        List<Table> tables;
        List<Check> checks;
        try (Connection from = source.open(); Connection to = target.open()) {
            tables = Catalog.read(from).tablesWithRows();
            checks = Surroundings.compare(from, to, sequences);
        } catch (SQLException e) {
            throw MoveException.of(e, "Comparing the schemas", MoveException.Code.DATA);
        }
        return new Report(clock.instant(), source.endpoint().shown(), target.endpoint().shown(), tables(tables),
                checks);
    }

    /** Compares the rows of some tables, as the source's catalog tells of them. */
    public List<TableCheck> tables(List<Table> tables) throws MoveException, InterruptedException {
        var queue = new ConcurrentLinkedQueue<>(tables.stream()
                .sorted(Comparator.comparingLong(Table::bytes).reversed()).toList());
        var found = new ConcurrentLinkedQueue<TableCheck>();
        var jobs = new ArrayList<Callable<?>>();
        for (int i = 0; i < Math.max(1, Math.min(workers, queue.size())); i++) {
            jobs.add(() -> work(queue, found));
        }
        Crew.run("Comparing " + source.endpoint().shown() + " with " + target.endpoint().shown(), jobs);
        return found.stream().sorted(Comparator.comparing(TableCheck::table)).toList();
    }

    private boolean work(Queue<Table> queue, Queue<TableCheck> found)
            throws SQLException, MoveException, InterruptedException {
        try (Connection from = source.open(); Connection to = target.open()) {
            var hash = RowHash.choose(from, to);
            for (Table table = queue.poll(); table != null; table = queue.poll()) {
                found.add(check(from, to, table, hash));
            }
            return true;
        }
    }

    private static TableCheck check(Connection from, Connection to, Table table, RowHash hash)
            throws SQLException, MoveException, InterruptedException {
        var query = "SELECT count(*), coalesce(sum(" + hash.of(table) + "), 0) FROM ONLY " + table.name().quoted();
        var start = System.nanoTime();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var there = executor.submit(() -> sum(to, query));
            var here = sum(from, query);
            var other = there.get();
            var time = Duration.ofNanos(System.nanoTime() - start);
            return new TableCheck(table.name().toString(), query, here, other, time,
                    here.equals(other) ? List.of() : new DrillDown(from, to, table, hash).find());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw MoveException.of(sql, "Reading " + table.name() + " on the target", MoveException.Code.DIFFERENT);
            }
            throw new IllegalStateException(e.getCause());
        } catch (SQLException e) {
            throw MoveException.of(e, "Reading " + table.name() + " on the source", MoveException.Code.CHANGED);
        }
    }

    private static Sum sum(Connection connection, String query) throws SQLException {
        return Sql.list(connection, query, row -> new Sum(row.getLong(1), row.getString(2))).getFirst();
    }
}
