package io.stackblaze.engine.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.stackblaze.engine.BackupReport;
import io.stackblaze.engine.BackupWindow;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.RedisSpec;
import io.stackblaze.engine.Resources;
import io.stackblaze.engine.RestoreTarget;
import io.stackblaze.engine.Rollout;
import io.stackblaze.engine.Secret;
import io.stackblaze.redis.move.RedisEndpoint;
import io.stackblaze.redis.move.wire.Command;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Redis is kept as whole copies, whatever its persistence, and each can be brought back beside it. */
class RedisBackupsTest {
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

    @ParameterizedTest
    @EnumSource(RedisSpec.Persistence.class)
    void isRestoredBesideItselfAndOutlivesItsRestarts(RedisSpec.Persistence persistence) throws Exception {
        site.apply(cache(persistence));
        safe("cache");
        ask("cache", "SET", "basket", "three apples");
        var taken = site.engine().backUp(site.id, "cache");
        assertThat(taken.bases()).hasSizeGreaterThanOrEqualTo(2);
        ask("cache", "SET", "basket", "nothing");

        site.engine().restoreDatastore(site.id, "cache", RestoreTarget.NEWEST, "cache-then");

        safe("cache-then");
        assertThat(ask("cache-then", "GET", "basket")).isEqualTo("three apples");
        assertThat(ask("cache", "GET", "basket")).isEqualTo("nothing");
        site.engine().shutdown(true);
        node.close();
        node = NodeProcess.start(folder.resolve("home"));
        site.on(node);
        safe("cache-then");
        assertThat(ask("cache-then", "GET", "basket")).isEqualTo("three apples");
    }

    @Test
    void aTimeMeansTheNewestCopyAtOrBeforeIt() throws Exception {
        site.apply(cache(RedisSpec.Persistence.AOF));
        safe("cache");
        ask("cache", "SET", "version", "1");
        var first = site.engine().backUp(site.id, "cache").bases().getLast();
        ask("cache", "SET", "version", "2");
        site.engine().backUp(site.id, "cache");

        var between = first.at().plusMillis(1);
        site.engine().restoreDatastore(site.id, "cache", new RestoreTarget(between, null), "by-time");
        site.engine().restoreDatastore(site.id, "cache", new RestoreTarget(null, first.id()), "by-name");

        for (var copy : List.of("by-time", "by-name")) {
            safe(copy);
            assertThat(ask(copy, "GET", "version")).isEqualTo("1");
        }
        var engine = site.engine();
        assertThatThrownBy(() -> engine.restoreDatastore(site.id, "cache",
                new RestoreTarget(Instant.EPOCH, null), "early")).isInstanceOf(EngineException.class)
                .hasMessageContaining("no backup of 1970-01-01T00:00:00Z or before");
        assertThatThrownBy(() -> engine.restoreDatastore(site.id, "cache",
                new RestoreTarget(Instant.now().plus(Duration.ofHours(1)), null), "late"))
                .hasMessageContaining("in the future");
        assertThatThrownBy(() -> engine.restoreDatastore(site.id, "cache", RestoreTarget.NEWEST, "by-name"))
                .hasMessageContaining("never overwrites");
        assertThatThrownBy(() -> engine.markPoint(site.id, "cache", "x")).hasMessageContaining("backups create");
    }

    @Test
    void aDamagedCopyIsFoundSaidAndReplacedByItself() throws Exception {
        site.apply(cache(RedisSpec.Persistence.AOF));
        ask("cache", "SET", "basket", "x".repeat(5000));
        safe("cache");
        var before = site.engine().backUp(site.id, "cache").bases().getLast();
        assertThat(site.engine().proveBackups(site.id, "cache").proof()).satisfies(proof -> {
            assertThat(proof.faults()).isEmpty();
            assertThat(proof.rows()).isEqualTo(1);
        });
        var file = data(before.id());
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        var proved = site.engine().proveBackups(site.id, "cache");

        assertThat(proved.state()).isEqualTo(BackupReport.State.BROKEN);
        assertThat(proved.proof()).isNotNull();
        assertThat(proved.proof().faults().getFirst()).contains("damaged");
        await().atMost(Duration.ofSeconds(90)).until(() -> {
            var now = site.engine().backups(site.id, "cache");
            return now.state() == BackupReport.State.HEALTHY && now.bases().getLast().at().isAfter(before.at());
        });
        Files.delete(data(site.engine().backups(site.id, "cache").bases().getLast().id()));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> site.engine().backups(site.id, "cache").state() == BackupReport.State.BROKEN);
        safe("cache");
    }

    private Path data(String id) throws IOException {
        try (var files = Files.walk(folder.resolve("home").resolve("backups"))) {
            return files.filter(file -> file.endsWith(Path.of("data", id))).findFirst().orElseThrow();
        }
    }

    private static RedisSpec cache(RedisSpec.Persistence persistence) {
        return new RedisSpec("cache", "7", new Secret("an0ther-word"), new Resources(128, 1000), "noeviction",
                persistence, BackupWindow.USUAL);
    }

    private void safe(String service) {
        site.until(service, now -> now.rollout().equals(new Rollout.Live(0)));
        await().atMost(Duration.ofSeconds(90)).until(
                () -> site.engine().backups(site.id, service).state() == BackupReport.State.HEALTHY);
    }

    private String ask(String service, String... words) throws IOException {
        site.until(service, now -> now.rollout().equals(new Rollout.Live(0)));
        var reach = site.engine().reach(site.id, service);
        try (var connection = new RedisEndpoint(reach.host(), reach.port(), "", "an0ther-word", RedisEndpoint.Tls.NONE)
                .connect(Duration.ofSeconds(10))) {
            return connection.ask(Command.of(words)).text();
        }
    }
}
