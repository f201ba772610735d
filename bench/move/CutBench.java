import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.PostgresSettings;
import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.Endpoint.Tls;
import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.Target;
import io.stackblaze.postgres.move.copy.Limits;
import io.stackblaze.postgres.move.cutover.CutoverSettings;
import io.stackblaze.postgres.move.cutover.DatabaseMove;
import io.stackblaze.postgres.move.follow.FollowSettings;
import io.stackblaze.postgres.move.follow.Method;

/** How long writes stand still at a cut, how far the target is behind, and what capturing costs the source. */
final class CutBench {
    private static final String HELP = """
            Usage: bench/move/cut [--megabytes N] [--rate TPS] [--cuts N] [--cost] [--slot]

            Moves a database of N megabytes (100) while TPS (500) small transactions a second are made, N times (5): each
            time from a new source to a new target, and prints each pause with its steps, the lag, and median and worst.
            --cost instead measures pgbench's transactions (TPC-B like: three updates, a select, an insert) a second, as many
            as two clients can, in turns: without capture, captured, and captured and followed by us and by the target's
            server, which then take their part of the same processors.""";
    private static final int ROWS_PER_MEGABYTE = 8_000;
    /** What is done in a transaction, each for one number. */
    private static final List<String> SMALL = List.of("update public.accounts set balance = balance + 1 where id = ?",
            "insert into public.history (account, delta) values (?, 1)");
    private static final List<String> TPC_B = List.of("update public.accounts set balance = balance + 1 where id = ?",
            "select balance from public.accounts where id = ?",
            "update public.tellers set balance = balance + 1 where id = 1 + ? % 100",
            "update public.branches set balance = balance + 1 where id = 1 + ? % 10",
            "insert into public.history (account, delta) values (?, 1)");

    private CutBench() {}

    public static void main(String[] arguments) throws Exception {
        var megabytes = 100;
        var rate = 500;
        var cuts = 5;
        var cost = false;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--megabytes" -> megabytes = Integer.parseInt(arguments[++i]);
                case "--rate" -> rate = Integer.parseInt(arguments[++i]);
                case "--cuts" -> cuts = Integer.parseInt(arguments[++i]);
                case "--cost" -> cost = true;
                case "--slot" -> method = Method.SLOT;
                default -> {
                    System.out.println(HELP);
                    return;
                }
            }
        }
        if (cost) {
            cost(megabytes);
        } else {
            pauses(megabytes, rate, cuts);
        }
    }

    private static void pauses(int megabytes, int rate, int cuts) throws Exception {
        var pauses = new ArrayList<Long>();
        var lags = new ArrayList<Long>();
        for (int i = 0; i < cuts; i++) {
            try (var source = new Server("16", "source"); var target = new Server("16", "target")) {
                fill(source.app(), megabytes);
                try (var load = new Load(source.app(), 2, rate, SMALL); var move = move(source.app(), target.mighty())) {
                    move.copy();
                    for (int step = 0; step < 100; step++) {
                        var batch = move.follow();
                        lags.add(batch.took().toMillis());
                        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                    }
                    var before = load.commits();
                    var result = move.cutOver(() -> {});
                    pauses.add(result.pause().toMillis());
                    System.out.printf("pause %d ms %s, %d rows compared, %d commits before%n", result.pause().toMillis(),
                            result.steps(), result.rowsCompared(), before);
                    load.close();
                    var same = total(source.app()).equals(total(target.mighty()));
                    System.out.println(same ? "both sides equal" : "BOTH SIDES DIFFER");
                }
            }
        }
        pauses.sort(null);
        lags.sort(null);
        System.out.printf("%d MB, %d tps: pause median %d ms, worst %d ms; a step p50 %d ms, p99 %d ms%n", megabytes, rate,
                pauses.get(pauses.size() / 2), pauses.getLast(), lags.get(lags.size() / 2),
                lags.get(lags.size() * 99 / 100));
    }

    private static void cost(int megabytes) throws Exception {
        try (var source = new Server("16", "source"); var target = new Server("16", "target")) {
            fill(source.app(), megabytes);
            var rounds = new ArrayList<double[]>();
            for (int round = 0; round < 5; round++) {
                var off = tps(source.app(), null);
                try (var move = move(source.app(), target.mighty())) {
                    move.copy();
                    var captured = tps(source.app(), null);
                    var followed = tps(source.app(), move);
                    move.abort();
                    rounds.add(new double[] {off, captured, followed});
                }
                try (var connection = target.app().connect()) {
                    Sql.run(connection, "drop table public.accounts, public.history, public.tellers, public.branches");
                }
                System.out.printf("off %.0f, captured %.0f, followed %.0f%n", off, rounds.getLast()[1],
                        rounds.getLast()[2]);
            }
            var off = median(rounds, 0);
            System.out.printf("tps: median off %.0f; captured %.0f: %.1f %%; followed on the same machine %.0f: %.1f %%%n",
                    off, median(rounds, 1), median(rounds, 1) / off * 100, median(rounds, 2),
                    median(rounds, 2) / off * 100);
        }
    }

    private static double median(List<double[]> rounds, int which) {
        return rounds.stream().mapToDouble(round -> round[which]).sorted().toArray()[rounds.size() / 2];
    }

    private static double tps(Endpoint endpoint, DatabaseMove move) throws Exception {
        try (var load = new Load(endpoint, 2, 1_000_000, TPC_B)) {
            var began = System.nanoTime();
            var until = began + Duration.ofSeconds(8).toNanos();
            while (System.nanoTime() < until) {
                if (move != null) {
                    move.follow();
                }
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            }
            return load.commits() / ((System.nanoTime() - began) / 1e9);
        }
    }

    private static DatabaseMove move(Endpoint source, Endpoint target) {
        return new DatabaseMove(source, new Target(target, Optional.of("app")), Limits.usual(), method, FollowSettings.USUAL,
                CutoverSettings.USUAL, Clock.systemUTC(), _ -> {});
    }

    private static void fill(Endpoint endpoint, int megabytes) throws SQLException {
        try (var connection = endpoint.connect(Duration.ofMinutes(30))) {
            Sql.run(connection, "create table public.accounts (id int primary key, balance bigint not null, filler char(84))");
            for (var table : List.of("tellers", "branches")) {
                Sql.run(connection, "create table public." + table + " (id int primary key, balance bigint not null)");
                Sql.run(connection, "insert into public." + table + " select i, 0 from generate_series(1, 100) i");
            }
            Sql.run(connection, "create table public.history (id bigserial primary key, account int, delta int, at timestamptz default now())");
            Sql.run(connection, "insert into public.accounts select i, 0, '' from generate_series(1, "
                    + megabytes * ROWS_PER_MEGABYTE + ") i");
            Sql.run(connection, "analyze public.accounts");
        }
    }

    private static String total(Endpoint endpoint) throws SQLException {
        try (var connection = endpoint.connect()) {
            return Sql.text(connection, "select (select sum(balance) from public.accounts) || ' ' || (select count(*) || ' ' || coalesce(sum(delta), 0) from public.history)");
        }
    }

    /** Sessions that make small transactions at a steady rate, and end when the server ends them. */
    private static final class Load implements AutoCloseable {
        private final AtomicBoolean ended = new AtomicBoolean();
        private final AtomicLong commits = new AtomicLong();
        private final List<Thread> threads = new ArrayList<>();

        Load(Endpoint endpoint, int clients, int rate, List<String> work) throws SQLException {
            for (int i = 0; i < clients; i++) {
                var connection = endpoint.connect();
                Sql.run(connection, "set application_name = 'load'");
                threads.add(Thread.ofPlatform().start(() -> write(connection, rate / clients, work)));
            }
        }

        private void write(Connection connection, int rate, List<String> work) {
            var random = new Random(Thread.currentThread().threadId());
            try (connection) {
                connection.setAutoCommit(false);
                var statements = new ArrayList<PreparedStatement>();
                for (var sql : work) {
                    statements.add(connection.prepareStatement(sql));
                }
                var next = System.nanoTime();
                while (!ended.get()) {
                    var account = 1 + random.nextInt(ROWS_PER_MEGABYTE);
                    for (var statement : statements) {
                        statement.setInt(1, account);
                        statement.execute();
                    }
                    connection.commit();
                    commits.incrementAndGet();
                    next += 1_000_000_000L / rate;
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            } catch (SQLException _) {
                // The cut.
            }
        }

        long commits() {
            return commits.get();
        }

        @Override
        public void close() throws Exception {
            ended.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static final class Server implements AutoCloseable {
        private final PostgresSettings settings;
        private final PostgresServer server;

        Server(String major, String name) throws Exception {
            int port;
            try (var socket = new java.net.ServerSocket(0)) {
                port = socket.getLocalPort();
            }
            settings = new PostgresSettings(Files.createTempDirectory("cut bench").resolve(name),
                    Path.of("postgres/target/postgres").toAbsolutePath(), major, "127.0.0.1", port, "app", "bench",
                    "bench", 1024, List.of(), OptionalInt.empty());
            server = new PostgresServer(settings);
            server.start();
            if (method == Method.SLOT) {
                mightily("alter system set wal_level = logical");
                server.stop();
                server.start();
                mightily("alter role app replication");
            }
        }

        private void mightily(String statement) throws Exception {
            try (var connection = mighty().connect()) {
                Sql.run(connection, statement);
            }
        }

        Endpoint app() {
            return new Endpoint("127.0.0.1", settings.port(), "bench", "app", "bench", Tls.DISABLE);
        }

        Endpoint mighty() throws Exception {
            return new Endpoint("127.0.0.1", settings.port(), "bench", "stackblaze_admin",
                    Files.readString(settings.directory().resolve("superuser")), Tls.DISABLE);
        }

        @Override
        public void close() throws Exception {
            server.destroy();
            Files.deleteIfExists(settings.directory().getParent());
        }
    }
}
