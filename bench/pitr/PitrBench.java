import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.PostgresSettings;
import io.stackblaze.postgres.backup.BackupKeeper;
import io.stackblaze.postgres.backup.BackupSettings;
import io.stackblaze.postgres.backup.BackupStatus;
import io.stackblaze.postgres.backup.Restore;
import io.stackblaze.postgres.backup.Source;
import io.stackblaze.postgres.backup.Target;
import io.stackblaze.postgres.backup.storage.BackupKey;
import io.stackblaze.postgres.backup.storage.DirectoryVault;
import io.stackblaze.postgres.backup.storage.SealedVault;
import io.stackblaze.sandbox.Trees;

/** Measures backups and restores against a plain copy and pg_basebackup, and counts what a kill loses. */
final class PitrBench {
    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");
    private static final Random RANDOM = new Random(42);
    private static Path work;
    private static int servers;

    /** A commit of the writer: its number, and the moments before and after it. */
    private record Commit(long number, Instant before, Instant after) {}

    public static void main(String[] words) throws Exception {
        work = Files.createTempDirectory("stackblaze-pitr");
        var server = server();
        try {
            server.start();
            switch (words.length == 0 ? "" : words[0]) {
                case "oracle" -> oracle(server, number(words, 1, 50));
                case "copy" -> copy(server, number(words, 1, 2000), number(words, 2, 3));
                case "stream" -> stream(server, number(words, 1, 20), number(words, 2, 3));
                case "kills" -> kills(server, number(words, 1, 100));
                default -> System.err.println("which: oracle, copy, stream or kills?");
            }
        } finally {
            server.destroy();
            Trees.delete(work);
        }
    }

    /** Restores to random moments of a minute of load, with a killed server, switched segments and a base in it. */
    private static void oracle(PostgresServer server, int restores) throws Exception {
        try (var keeper = keeper(server)) {
            safe(keeper);
            var from = Instant.now();
            try (var writer = new Writer(server)) {
                for (var round = 0; round < 6; round++) {
                    Thread.sleep(5000);
                    if (round == 2) {
                        kill(server);
                        server.start();
                    } else if (round == 3) {
                        keeper.backup(_ -> {});
                    } else {
                        admin(server, "SELECT pg_switch_wal()");
                    }
                }
                Thread.sleep(1000);
                var until = Instant.now();
                reach(keeper, until);
                writer.close();
                var wrong = 0;
                for (var restore = 0; restore < restores; restore++) {
                    var moment = from.plusMillis(RANDOM.nextLong(Duration.between(from, until).toMillis()));
                    var restored = restored(keeper, new Target.Time(moment));
                    var least = writer.commits.stream().filter(one -> !one.after().isAfter(moment)).count();
                    var most = writer.commits.stream().filter(one -> !one.before().isAfter(moment)).count();
                    var count = count(restored);
                    if (count < least || count > Math.max(least, most) + 1) {
                        wrong++;
                        System.out.printf("WRONG %s: %d restored, %d to %d committed%n", moment, count, least, most);
                    }
                    restored.destroy();
                }
                System.out.printf("%d restores to random moments of %d commits: %d wrong%n", restores,
                        writer.commits.size(), wrong);
            }
        }
    }

    private static void copy(PostgresServer server, int megabytes, int rounds) throws Exception {
        sql(server, "CREATE TABLE filler AS SELECT id, md5(id::text) || md5((id * 7)::text) AS text,"
                + " (random() * 1e9)::bigint AS number FROM generate_series(1, " + megabytes * 9000L + ") id");
        sql(server, "ALTER TABLE filler ADD PRIMARY KEY (id)");
        admin(server, "CHECKPOINT");
        var times = new TreeMap<String, List<Double>>();
        try (var keeper = keeper(server)) {
            safe(keeper);
            var size = 0L;
            for (var round = 0; round < rounds; round++) {
                time(times, "backup: stackblaze", () -> keeper.backup(_ -> {}));
                size = keeper.status().bases().getLast().bytes();
                time(times, "backup: cp -a, sync", () -> {
                    run(Map.of(), "cp", "-a", server.data().toString(), work.resolve("plain").toString());
                    run(Map.of(), "sync", "-f", work.toString());
                });
                var password = Files.readString(server.settings().directory().resolve("superuser"));
                time(times, "backup: pg_basebackup", () -> run(Map.of("PGPASSWORD", password),
                        PROGRAMS.resolve("pg_basebackup").toString(), "-h", "127.0.0.1", "-p",
                        Integer.toString(server.settings().port()), "-U", "stackblaze_admin", "-c", "fast", "-D",
                        work.resolve("peer").toString()));
                var ours = new PostgresServer[1];
                time(times, "restore: stackblaze", () -> ours[0] = restored(keeper, new Target.Newest()));
                ours[0].destroy();
                var peer = server();
                time(times, "restore: cp -a of pg_basebackup", () -> {
                    Files.createDirectories(peer.settings().directory());
                    run(Map.of(), "cp", "-a", work.resolve("peer").toString(), peer.data().toString());
                    Files.copy(server.settings().directory().resolve("superuser"),
                            peer.settings().directory().resolve("superuser"));
                    peer.start();
                });
                peer.destroy();
                Trees.delete(work.resolve("plain"));
                Trees.delete(work.resolve("peer"));
            }
            System.out.printf("%d MB in files, kept as %d MB%n", size >> 20,
                    keeper.status().bases().getLast().data().bytes() >> 20);
        }
        print(times, "s");
    }

    private static void stream(PostgresServer server, int seconds, int rounds) throws Exception {
        pgbench(server, "-i", "-q", "-s", "20");
        var times = new TreeMap<String, List<Double>>();
        for (var round = 0; round < rounds; round++) {
            record(times, "tps, nothing kept", tps(server, seconds));
            try (var keeper = keeper(server)) {
                safe(keeper);
                record(times, "tps, WAL streamed", tps(server, seconds));
            }
            admin(server, "SELECT pg_drop_replication_slot('stackblaze_backup')");
        }
        print(times, "");
    }

    private static void kills(PostgresServer server, int kills) throws Exception {
        var lost = new ArrayList<Double>();
        try (var keeper = keeper(server)) {
            safe(keeper);
            for (var kill = 0; kill < kills; kill++) {
                sql(server, "DROP TABLE IF EXISTS ledger");
                try (var writer = new Writer(server)) {
                    Thread.sleep(500 + RANDOM.nextInt(1500));
                    kill(server);
                    var at = Instant.now();
                    writer.close();
                    var restored = restored(keeper, new Target.Newest());
                    var kept = count(restored);
                    lost.add(writer.commits.stream().filter(one -> one.number() > kept).findFirst()
                            .map(one -> Duration.between(one.after(), at).toNanos() / 1e6).orElse(0.0));
                    restored.destroy();
                }
                server.start();
            }
        }
        var sorted = lost.stream().sorted().toList();
        System.out.printf("recovery point over %d kills, data lost: median %.1f ms, worst %.1f ms%n", kills,
                sorted.get(sorted.size() / 2), sorted.getLast());
    }

    private static int number(String[] words, int at, int otherwise) {
        return words.length > at ? Integer.parseInt(words[at]) : otherwise;
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void time(Map<String, List<Double>> times, String what, Work body) throws Exception {
        var began = System.nanoTime();
        body.run();
        record(times, what, (System.nanoTime() - began) / 1e9);
    }

    private static void record(Map<String, List<Double>> times, String what, double value) {
        times.computeIfAbsent(what, _ -> new ArrayList<>()).add(value);
    }

    private static void print(Map<String, List<Double>> times, String unit) {
        times.forEach((what, values) -> {
            var sorted = values.stream().sorted().toList();
            System.out.printf("%-34s median %8.2f %s (%.2f to %.2f)%n", what, sorted.get(sorted.size() / 2), unit,
                    sorted.getFirst(), sorted.getLast());
        });
    }

    private static double tps(PostgresServer server, int seconds) throws Exception {
        var said = pgbench(server, "-n", "-c", "4", "-j", "2", "-T", Integer.toString(seconds));
        var found = Pattern.compile("tps = ([0-9.]+)").matcher(said);
        if (!found.find()) {
            throw new IOException("pgbench said: " + said);
        }
        return Double.parseDouble(found.group(1));
    }

    private static String pgbench(PostgresServer server, String... options) throws Exception {
        var command = new ArrayList<>(List.of(PROGRAMS.resolve("pgbench").toString(), "-h", "127.0.0.1", "-p",
                Integer.toString(server.settings().port()), "-U", "app"));
        command.addAll(Arrays.asList(options));
        command.add("shop");
        return run(Map.of("PGPASSWORD", "sesame"), command.toArray(String[]::new));
    }

    private static String run(Map<String, String> environment, String... command) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
        return said;
    }

    private static PostgresServer server() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        return new PostgresServer(new PostgresSettings(work.resolve("db" + ++servers),
                Path.of("postgres/target/postgres").toAbsolutePath(), "15", "127.0.0.1", port, "app", "sesame", "shop",
                1024, List.of(), OptionalInt.empty()));
    }

    private static BackupKeeper keeper(PostgresServer server) throws Exception {
        var settings = new BackupSettings("bench", work.resolve("spool"), Duration.ofDays(7), LocalTime.of(2, 30),
                4L << 30, BackupSettings.Rhythm.USUAL);
        var keeper = new BackupKeeper(Source.of(server), new SealedVault(new DirectoryVault(work.resolve("vault")),
                BackupKey.open(work.resolve("key"))), settings, null, Clock.systemUTC());
        keeper.start();
        return keeper;
    }

    private static void safe(BackupKeeper keeper) throws InterruptedException {
        while (keeper.status().state() != BackupStatus.State.HEALTHY) {
            Thread.sleep(50);
        }
        reach(keeper, Instant.now());
    }

    private static void reach(BackupKeeper keeper, Instant moment) throws InterruptedException {
        while (keeper.status().ranges().stream().noneMatch(range -> range.until().isAfter(moment))) {
            Thread.sleep(50);
        }
    }

    private static PostgresServer restored(BackupKeeper keeper, Target target) throws Exception {
        var server = server();
        new Restore(keeper.archive(), keeper.plan(target)).run(server, _ -> {});
        return server;
    }

    private static void kill(PostgresServer server) throws Exception {
        var process = server.process().orElseThrow();
        process.destroyForcibly();
        process.onExit().get();
    }

    private static void admin(PostgresServer server, String sql) throws Exception {
        try (var session = server.session("postgres", Map.of()); var statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void sql(PostgresServer server, String sql) throws Exception {
        try (var session = server.session("shop", Map.of("socketTimeout", "0"));
                var statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long count(PostgresServer server) throws Exception {
        try (var session = server.session("shop", Map.of());
                var statement = session.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM ledger")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Commits numbers one by one, and goes on where it was after the server came back. */
    private static final class Writer implements AutoCloseable {
        private final List<Commit> commits = Collections.synchronizedList(new ArrayList<>());
        private final Thread thread;
        private volatile boolean closed;

        Writer(PostgresServer server) throws Exception {
            sql(server, "CREATE TABLE ledger (number bigint PRIMARY KEY)");
            thread = Thread.ofVirtual().start(() -> write(server));
        }

        private void write(PostgresServer server) {
            while (!closed) {
                try (var session = server.session("shop", Map.of());
                        var insert = session.prepareStatement("INSERT INTO ledger VALUES (?)")) {
                    var next = count(server) + 1;
                    while (commits.size() < next - 1) {
                        commits.add(new Commit(commits.size() + 1, Instant.EPOCH, Instant.now()));
                    }
                    while (!closed) {
                        insert.setLong(1, next);
                        var before = Instant.now();
                        insert.executeUpdate();
                        commits.add(new Commit(next++, before, Instant.now()));
                    }
                } catch (Exception e) {
                    Thread.yield(); // killed; it comes back
                }
            }
        }

        @Override
        public void close() throws InterruptedException {
            closed = true;
            thread.join();
        }
    }
}
