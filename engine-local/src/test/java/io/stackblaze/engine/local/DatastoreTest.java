package io.stackblaze.engine.local;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.stackblaze.engine.BackupWindow;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.OneOff;
import io.stackblaze.engine.PostgresSpec;
import io.stackblaze.engine.RedisSpec;
import io.stackblaze.engine.Resources;
import io.stackblaze.engine.Rollout;
import io.stackblaze.engine.Secret;
import io.stackblaze.engine.local.state.Folders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Datastores outlive releases, nodes and their own deaths, and go only when that is asked for by name. */
class DatastoreTest {
    private static final Resources SMALL = new Resources(256, 1000);
    private static final PostgresSpec DB = new PostgresSpec("db", "16", "app", new Secret("s3cret-word"), "app", SMALL,
            1, List.of(), BackupWindow.USUAL);
    private static final RedisSpec CACHE = new RedisSpec("cache", "7", new Secret("an0ther-word"), SMALL, "noeviction",
            RedisSpec.Persistence.AOF, BackupWindow.USUAL);
    private static final String REDIS = """
            import socket, sys
            s = socket.create_connection(("cache.internal", 6379), 5)
            for command in ["AUTH an0ther-word"] + sys.argv[1:]:
                s.sendall((command + "\\r\\n").encode())
                print(s.recv(1000).decode().replace("\\r\\n", " ").strip(), flush=True)
            """;

    @TempDir
    Path folder;

    private NodeProcess node;
    private Site site;

    @BeforeEach
    void start() {
        node = NodeProcess.start(folder.resolve("home"));
        site = new Site(node, folder);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private List<String> run(String command) throws Exception {
        var lines = new ArrayList<String>();
        site.engine().run(new OneOff(site.id, "web", "run.1", site.workload(1, Map.of("redis.py", REDIS), command),
                Duration.ofSeconds(30)), line -> lines.add(line.text()));
        return lines;
    }

    private void up(String service) {
        site.until(service, now -> now.rollout().equals(new Rollout.Live(0)));
    }

    private String sql(String statement) throws Exception {
        var reach = site.engine().reach(site.id, "db");
        try (var connection = DriverManager.getConnection(
                "jdbc:postgresql://" + reach.host() + ":" + reach.port() + "/app", "app", "s3cret-word");
                var execute = connection.createStatement()) {
            if (!execute.execute(statement)) {
                return "";
            }
            try (var rows = execute.getResultSet()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }

    @Test
    void dataSurvivesTheNodeTheServerAndTheEnvironmentUntilItIsDestroyed() throws Exception {
        site.apply(DB, CACHE);
        up("db");
        up("cache");
        assertThat(site.engine().status(site.id).service("db").orElseThrow().detail()).startsWith("PostgreSQL 16.");
        sql("create table orders as select 42 as n");
        assertThat(run("python3 redis.py 'SET key kept'")).containsExactly("+OK", "+OK");

        node.kill();
        node = NodeProcess.start(folder.resolve("home"));
        site.on(node);
        up("db");
        up("cache");
        assertThat(site.engine().status(site.id).service("db").orElseThrow().instances().getFirst().restarts())
                .isZero();
        assertThat(sql("select n from orders")).isEqualTo("42");

        var server = site.engine().status(site.id).service("db").orElseThrow().instances().getFirst().startedAt();
        crash();
        site.until("db", now -> now.rollout().equals(new Rollout.Live(0))
                && now.instances().getFirst().restarts() == 1);
        assertThat(site.engine().status(site.id).service("db").orElseThrow().instances().getFirst().startedAt())
                .isAfter(server);
        await().atMost(Site.SOON).ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(() -> assertThat(sql("select n from orders")).isEqualTo("42"));
        assertThat(site.lines("platform")).anyMatch(line -> line.startsWith("db ended unexpectedly after "));

        assertThatThrownBy(() -> site.engine().destroyDatastore(site.id, "db")).isInstanceOf(EngineException.class)
                .hasMessageContaining("still wanted");
        assertThat(run("getent hosts db.internal").getFirst()).startsWith(
                site.engine().reach(site.id, "db").host() + " ");
        site.engine().remove(site.id);
        assertThatThrownBy(() -> site.engine().reach(site.id, "db")).isInstanceOf(EngineException.class)
                .extracting(failure -> ((EngineException) failure).code()).isEqualTo(EngineException.Code.NOT_FOUND);
        assertThat(Site.processes(folder.resolve("home/node/data").toString())).isEmpty();

        site.apply(DB, CACHE);
        up("db");
        up("cache");
        assertThat(sql("select n from orders")).isEqualTo("42");
        assertThat(run("python3 redis.py 'GET key'")).containsExactly("+OK", "$4 kept");

        site.apply(CACHE);
        up("db");
        site.engine().destroyDatastore(site.id, "db");
        assertThat(site.engine().status(site.id).service("db")).isEmpty();
        site.engine().remove(site.id);
        site.engine().destroyDatastore(site.id, "cache");
        assertThat(Folders.list(folder.resolve("home/node/data/" + site.id))).isEmpty();
        assertThat(site.engine().environments()).isEmpty();
    }

    private void crash() {
        var postmaster = Long.parseLong(read(new Folders(folder.resolve("home/node")).data(site.id)));
        ProcessHandle.of(postmaster).orElseThrow().destroyForcibly();
    }

    private static String read(Path data) {
        try (var files = java.nio.file.Files.walk(data)) {
            var file = files.filter(path -> path.getFileName().toString().equals("postmaster.pid")).findFirst()
                    .orElseThrow();
            return java.nio.file.Files.readAllLines(file).getFirst();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void processesAreStartedOnceTheirDatastoresAnswer() throws Exception {
        var worker = site.workload(1, Map.of("redis.py", REDIS), "python3 redis.py PING; sleep 1000");
        site.apply(CACHE, new io.stackblaze.engine.WorkerSpec("worker", worker,
                new io.stackblaze.engine.Scaling(1, 1, 70)));
        site.live("worker", 1);
        await().atMost(Site.SOON).untilAsserted(
                () -> assertThat(site.lines("worker.1")).containsExactly("+OK", "+PONG"));
    }
}
