package io.stackblaze.engine.local;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.stackblaze.engine.BackupReport;
import io.stackblaze.engine.BackupWindow;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.OneOff;
import io.stackblaze.engine.PostgresSpec;
import io.stackblaze.engine.RedisSpec;
import io.stackblaze.engine.Resources;
import io.stackblaze.engine.RestoreOrder;
import io.stackblaze.engine.RestoreTarget;
import io.stackblaze.engine.Rollout;
import io.stackblaze.engine.Secret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Every database is backed up from its first second on, and can be brought back beside itself. */
class BackupsTest {
    private static final Resources SMALL = new Resources(128, 1000);
    private static final PostgresSpec DB = new PostgresSpec("db", "16", "app", new Secret("s3cret-word"), "app", SMALL,
            1, List.of(), BackupWindow.USUAL);
    private static final RedisSpec CACHE = new RedisSpec("cache", "7", new Secret("an0ther-word"), SMALL, "noeviction",
            RedisSpec.Persistence.AOF, BackupWindow.USUAL);

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

    @Test
    void aDatabaseIsRestoredBesideItselfAndBothAreKeptByTheNextNode() throws Exception {
        site.apply(DB, CACHE);
        up("db");
        safe("db");
        sql("db", "create table orders as select generate_series(1, 10) as id");
        assertThat(site.engine().markPoint(site.id, "db", "before migration 42").points())
                .extracting(BackupReport.Point::label).containsExactly("before migration 42");
        sql("db", "drop table orders");

        site.engine().restoreDatastore(site.id, "db", new RestoreTarget(null, "before migration 42"), "db-then");

        up("db-then");
        var outlook = site.engine().restorable(site.id, "db", new RestoreTarget(null, "before migration 42"));
        assertThat(outlook.neededBytes()).isGreaterThan(16 << 20);
        assertThat(outlook.freeBytes()).isGreaterThan(outlook.neededBytes());
        var forked = new RestoreOrder(site.id, "db", new RestoreTarget(null, "before migration 42"), site.id, "db-fork",
                new Secret("0wn-word"), "op_1");
        site.engine().restoreDatastore(forked);
        up("db-fork");
        site.engine().restoreDatastore(forked);
        assertThat(sql("db-fork", "0wn-word", "select count(*) from orders")).isEqualTo("10");
        assertThatThrownBy(() -> sql("db-fork", "select 1")).hasMessageContaining("password");
        site.engine().destroyDatastore(site.id, "db-fork");
        assertThat(sql("db-then", "select count(*) from orders")).isEqualTo("10");
        assertThat(sql("db", "select count(*) from pg_tables where tablename = 'orders'")).isEqualTo("0");

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            var last = site.engine().datastoreFigures(site.id, "db").getLast();
            assertThat(last.bytes()).isGreaterThan(1 << 20);
            assertThat(last.perSecond()).isPositive();
        });

        node.kill();
        node = NodeProcess.start(folder.resolve("home"));
        site.on(node);
        up("db-then");
        safe("db-then");
        safe("db");
        assertThat(sql("db-then", "select count(*) from orders")).isEqualTo("10");
        assertThat(site.engine().backups(site.id, "db").points()).extracting(BackupReport.Point::label)
                .containsExactly("before migration 42");
        var proof = site.engine().proveBackups(site.id, "db").proof();
        assertThat(proof).isNotNull();
        assertThat(proof.faults()).isEmpty();
        site.engine().destroyDatastore(site.id, "db-then");
    }

    @Test
    void whatCannotBeRestoredIsRefusedInWords() {
        site.apply(DB, CACHE);
        up("db");
        up("cache");
        safe("db");
        var later = new RestoreTarget(Instant.now().plus(Duration.ofHours(1)), null);
        assertThatThrownBy(() -> site.engine().restoreDatastore(site.id, "db", later, "copy"))
                .isInstanceOf(EngineException.class).hasMessageContaining("Possible is any moment from")
                .extracting("code").isEqualTo(EngineException.Code.INVALID);
        assertThatThrownBy(() -> site.engine().restoreDatastore(site.id, "db", RestoreTarget.NEWEST, "cache"))
                .hasMessageContaining("exists already");
        assertThatThrownBy(() -> site.engine().backups(site.id, "nothing")).isInstanceOf(EngineException.class)
                .extracting("code").isEqualTo(EngineException.Code.NOT_FOUND);
        assertThat(site.engine().status(site.id).service("copy")).isEmpty();
    }

    private void up(String service) {
        site.until(service, now -> now.rollout().equals(new Rollout.Live(0)));
    }

    private void safe(String service) {
        await().atMost(Duration.ofSeconds(90)).until(() -> {
            var now = site.engine().backups(site.id, service);
            return now.state() == BackupReport.State.HEALTHY && !now.ranges().isEmpty();
        });
    }

    private String sql(String service, String statement) throws Exception {
        return sql(service, "s3cret-word", statement);
    }

    private String sql(String service, String password, String statement) throws Exception {
        var lines = new ArrayList<String>();
        site.engine().run(new OneOff(site.id, "web", "run.1",
                site.workload(1, Map.of("empty", ""), "getent hosts " + service + ".internal"), Duration.ofSeconds(30)),
                line -> lines.add(line.text()));
        var address = lines.getFirst().split("\\s+")[0];
        try (var connection = DriverManager.getConnection("jdbc:postgresql://" + address + ":5432/app", "app",
                password); var execute = connection.createStatement()) {
            if (!execute.execute(statement)) {
                return "";
            }
            try (var rows = execute.getResultSet()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }
}
