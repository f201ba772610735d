package io.stackblaze.engine.local.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

import io.stackblaze.engine.Artifact;
import io.stackblaze.engine.BackupWindow;
import io.stackblaze.engine.CronSpec;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.EnvironmentSpec;
import io.stackblaze.engine.Healthcheck;
import io.stackblaze.engine.PostgresSpec;
import io.stackblaze.engine.RedisSpec;
import io.stackblaze.engine.Resources;
import io.stackblaze.engine.Scaling;
import io.stackblaze.engine.Secret;
import io.stackblaze.engine.ServiceSpec;
import io.stackblaze.engine.WebSpec;
import io.stackblaze.engine.WorkerSpec;
import io.stackblaze.engine.Workload;
import io.stackblaze.sandbox.Trees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StateTest {
    @TempDir
    Path folder;

    @Test
    void everyKindOfServiceIsKeptAsItIs() throws Exception {
        var resources = new Resources(64, 100);
        var workload = new Workload(3, new Artifact("id", "/builds/id"), "run 'it' \"now\"", Map.of("A", "ü\n\t\\"),
                resources, Duration.ofMillis(1500));
        var spec = new EnvironmentSpec(new EnvironmentId("shop", "production"), 7, List.of(
                new WebSpec("web", workload, 8080,
                        new Healthcheck("/", Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3), 4),
                        new Scaling(1, 3, 70), List.of("web.shop.localhost")),
                new WorkerSpec("worker", workload, new Scaling(0, 0, 70)),
                new CronSpec("total", workload, "* * * * *", ZoneId.of("Europe/Berlin"), CronSpec.Concurrency.REPLACE,
                        Duration.ofHours(1), true),
                new PostgresSpec("db", "16", "app", new Secret("s3cret"), "app", resources, 10, List.of("citext"),
                        new BackupWindow(30, LocalTime.of(4, 15))),
                new RedisSpec("cache", "7", new Secret("s3cret"), resources, "noeviction",
                        RedisSpec.Persistence.NONE, BackupWindow.USUAL)));
        Json.save(folder.resolve("state/spec.json"), spec);
        assertThat(Json.load(folder.resolve("state/spec.json"), EnvironmentSpec.class)).contains(spec);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("state/spec.json"))))
                .isEqualTo("rw-------");
        assertThat(spec.toString()).doesNotContain("s3cret", "ü");
    }

    @Test
    void aDatabaseThatWasKeptBeforeWindowsCouldBeSaidHasTheUsualOne() {
        var spec = Json.parse("""
                {"type": "redis", "name": "cache", "version": "7", "password": {"value": "s3cret"},
                 "resources": {"memoryMiB": 64, "cpuMillis": 100}, "eviction": "noeviction", "persistence": "NONE"}""",
                ServiceSpec.class);
        assertThat(spec).extracting("backup").isEqualTo(BackupWindow.USUAL);
    }

    @Test
    void aFileIsReplacedAsAWholeAndLeavesNoOther() throws Exception {
        var file = folder.resolve("value");
        AtomicFile.write(file, new byte[100]);
        AtomicFile.write(file, "new".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(file).hasContent("new");
        assertThat(folder.toFile().list()).containsExactly("value");
    }

    @Test
    void whatIsNoStateIsSaidToBeNone() throws Exception {
        Files.writeString(folder.resolve("spec.json"), "{\"id\": 7");
        assertThatThrownBy(() -> Json.load(folder.resolve("spec.json"), EnvironmentSpec.class))
                .isInstanceOf(IOException.class).hasMessageContaining("spec.json");
        assertThat(Json.load(folder.resolve("none.json"), EnvironmentSpec.class)).isEmpty();
    }

    @Test
    void deletingNeverFollowsALinkOut() throws Exception {
        var outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("precious"), "x");
        var inside = Files.createDirectories(folder.resolve("inside/deep"));
        Files.createSymbolicLink(inside.resolve("way-out"), outside);
        Trees.delete(folder.resolve("inside"));
        assertThat(folder.resolve("inside")).doesNotExist();
        assertThat(outside.resolve("precious")).exists();
    }

    @Test
    void ballastIsGivenUpForWhatMustBeWritten() throws Exception {
        var ballast = new Ballast(folder.resolve("ballast"));
        ballast.keep();
        assertThat(folder.resolve("ballast")).hasSize(1 << 20);
        var tries = new int[1];
        ballast.write(() -> {
            if (tries[0]++ == 0) {
                throw new IOException("No space left on device");
            }
        });
        assertThat(tries[0]).isEqualTo(2);
        assertThat(folder.resolve("ballast")).doesNotExist();
    }
}
