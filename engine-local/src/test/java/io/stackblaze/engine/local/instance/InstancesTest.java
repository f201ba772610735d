package io.stackblaze.engine.local.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

import io.stackblaze.engine.Artifact;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.Resources;
import io.stackblaze.engine.Workload;
import io.stackblaze.engine.local.logs.Logs;
import io.stackblaze.engine.local.logs.Rotation;
import io.stackblaze.engine.local.proc.Cgroups;
import io.stackblaze.sandbox.Isolation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InstancesTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private Logs logs;
    private Instances instances;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(folder.resolve("build/app"));
        logs = new Logs(folder.resolve("logs"), Rotation.DEFAULT, Clock.systemUTC());
        instances = another();
    }

    @AfterEach
    void close() {
        logs.close();
    }

    private Instances another() throws IOException {
        return new Instances(folder.resolve("instances"), new Cgroups.None(), new CommandLine(Isolation.NONE, folder),
                Clock.systemUTC());
    }

    private Launch launch(String id, String command) {
        var record = new InstanceRecord(id, new EnvironmentId("shop", "production"), "web", "web.1", 1, 3,
                InstanceRecord.Kind.SERVICE, "key", 0, "", 0, instances.boot(), Instant.now(), 0);
        var workload = new Workload(3, new Artifact("a", folder.resolve("build").toString()), command, Map.of(),
                new Resources(64, 100), Duration.ofSeconds(1));
        return new Launch(record, workload, new Launch.Place(null, OptionalInt.empty(), List.of()),
                logs.of("web").sink("web.1", id));
    }

    private List<Instance> adopt() throws IOException {
        return another().adopt(record -> Optional.of(logs.of("web").sink("web.1", record.id())));
    }

    private Exit end(Instance instance) throws Exception {
        return instance.ended().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void itsOutputIsInTheLogWhenItHasEnded() throws Exception {
        var exit = end(instances.start(launch("web-1", "echo one; echo two >&2; printf three; exit 7")));
        assertThat(exit.code()).isEqualTo(7);
        assertThat(exit.sentence()).matches("exited with code 7 after \\d\\.\\d s");
        assertThat(logs.of("web").lastOf("web-1", 10)).containsExactly("one", "two", "three");
    }

    @Test
    void aSecondNodeFindsItLivingAndHearsHowItEnds() throws Exception {
        var mine = instances.start(launch("web-1", "read line < " + pipe() + "; exit 4"));
        var theirs = adopt().getFirst();
        assertThat(theirs.record()).isEqualTo(mine.record());
        assertThat(theirs.ended()).isNotDone();
        Files.writeString(folder.resolve("pipe"), "go\n");
        assertThat(end(theirs).code()).isEqualTo(4);
    }

    private Path pipe() throws Exception {
        var pipe = folder.resolve("pipe");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        return pipe;
    }

    @Test
    void whatEndedWhileNobodyLookedIsKnownWithItsCode() throws Exception {
        end(instances.start(launch("web-1", "exit 3")));
        assertThat(end(adopt().getFirst())
                .code()).isEqualTo(3);
    }

    @Test
    void aProcessThatComesAfterItsInstanceWasGivenUpDoesNothing() throws Exception {
        var record = launch("web-1", "true").record();
        var place = Files.createDirectories(folder.resolve("instances/web-1"));
        io.stackblaze.engine.local.state.Json.save(place.resolve("record.json"),
                Map.of("record", record, "memoryMiB", 64));
        var adopted = adopt().getFirst();
        assertThat(end(adopted).code()).isNull();
        var late = new ProcessBuilder("sh", folder.resolve("instance.sh").toString(), place.toString(), "touch",
                folder.resolve("late").toString()).start();
        assertThat(late.waitFor()).isZero();
        assertThat(folder.resolve("late")).doesNotExist();
    }

    @Test
    void aFolderWithoutARecordIsSweptAway() throws Exception {
        Files.createDirectories(folder.resolve("instances/web-torn"));
        assertThat(adopt()).isEmpty();
        assertThat(folder.resolve("instances/web-torn")).doesNotExist();
    }

    @Test
    void stoppingAsksEveryProcessAndKillsThoseThatDoNotListen() throws Exception {
        var polite = instances
                .start(launch("web-1", "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done"));
        var stubborn = instances.start(launch("web-2", "trap '' TERM; echo up; while :; do sleep 0.05; done"));
        org.awaitility.Awaitility.await().atMost(SOON).until(() -> logs.of("web").lastOf("web-1", 9).contains("up")
                && logs.of("web").lastOf("web-2", 9).contains("up"));
        assertThat(polite.stop(SOON).code()).isZero();
        assertThat(logs.of("web").lastOf("web-1", 9)).contains("bye");
        var exit = stubborn.stop(Duration.ofMillis(300));
        assertThat(exit.code()).isEqualTo(137);
        assertThat(exit.sentence()).startsWith("was killed by SIGKILL after ");
    }

    @Test
    void whatACommandLeavesRunningGoesWithIt() throws Exception {
        var instance = instances.start(launch("web-1", "sleep 4242 & setsid sleep 4242 & exit 0"));
        end(instance);
        assertThat(instance.processes()).isEmpty();
    }

    @Test
    void forgettingLeavesNothing() throws Exception {
        var instance = instances.start(launch("web-1", "true"));
        end(instance);
        instance.forget();
        assertThat(folder.resolve("instances").toFile().list()).isEmpty();
    }

    @Test
    void whatCannotBeStartedLeavesNothingEither() {
        var launch = launch("web-1", "true");
        var bad = new Launch(launch.record(), new Workload(3, launch.workload().artifact(), "true",
                Map.of("NOT A NAME", "x"), launch.workload().resources(), Duration.ZERO), launch.place(),
                launch.sink());
        assertThatThrownBy(() -> instances.start(bad)).isInstanceOf(EngineException.class);
        assertThat(folder.resolve("instances").toFile().list()).isEmpty();
    }

    @Test
    void endsAreToldInPlainWords() {
        var at = Instant.EPOCH;
        assertThat(new Exit(1, at, Duration.ofMillis(420), false, 64).sentence())
                .isEqualTo("exited with code 1 after 0.4 s");
        assertThat(new Exit(127, at, Duration.ofSeconds(3), false, 64).sentence())
                .isEqualTo("exited with code 127 after 3.0 s: the command was not found");
        assertThat(new Exit(139, at, Duration.ofMinutes(3), false, 64).sentence())
                .isEqualTo("was killed by SIGSEGV after 3 min");
        assertThat(new Exit(137, at, Duration.ofHours(3), true, 64).sentence())
                .isEqualTo("used more than its 64 MB of memory and was killed after 3 h");
        assertThat(new Exit(null, at, Duration.ofSeconds(61), false, 64).sentence())
                .isEqualTo("ended after 61 s, its exit code is not known");
    }
}
