package io.stackblaze.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.stackblaze.build.source.SourceLimits;
import io.stackblaze.sandbox.Isolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class BuilderTest {
    private final RecordedLog log = new RecordedLog();
    private final Path temp;
    private final Builder builder;
    private final Project project;

    BuilderTest(@TempDir Path temp) throws IOException {
        this.temp = temp;
        builder = with(BuildLimits.DEFAULT);
        project = Project.in(temp.resolve("api")).with("app.sh", "echo app");
    }

    private Builder with(BuildLimits limits) {
        return Builder.open(temp.resolve("store"),
                new BuildSettings(Isolation.here(), limits, Clock.systemUTC(), false));
    }

    private static BuildLimits limits(SourceLimits source, Duration time, long output) {
        return new BuildLimits(source, time, output, 1L << 30, Duration.ZERO);
    }

    @Test
    void aProcfileIsEnough() throws Exception {
        var build = builder.build(project.with("Procfile", "web: sh app.sh\nrelease: true\n").request(), log);

        assertThat(build.processes()).containsOnlyKeys("web", "release").containsEntry("web", "sh app.sh");
        assertThat(Running.output(build, "sh", "app.sh")).isEqualTo("app");
        assertThat(build.directory().resolve("build.json")).content().contains("\"id\" : \"" + build.id() + "\"");
        assertThat(log.lines()).containsSubsequence("== detect", "== dependencies", "== build", "== store");
        assertThat(temp.resolve("store/temporary")).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(value = Isolation.class, names = {"NONE", "USER_NAMESPACE"})
    void lessIsolationBuildsToo(Isolation isolation) throws Exception {
        var less = Builder.open(temp.resolve("less"),
                new BuildSettings(isolation, BuildLimits.DEFAULT, Clock.systemUTC(), false));
        project.with("package.json",
                """
                        {"dependencies": {"isarray": "2.0.5"}, "devDependencies": {"left-pad": "1.3.0"},
                         "scripts": {"build": "node -e \\"require('fs').writeFileSync('built', require('left-pad')('x', 3))\\""}}""")
                .with("server.js", "console.log(require('isarray')([]))");
        project.run("npm", "install", "--package-lock-only", "--no-audit", "--no-fund");

        var build = less.build(project.request(), log);

        assertThat(build.directory().resolve("app/built")).hasContent("  x");
        assertThat(Running.output(build, "node", "server.js")).isEqualTo("true");
    }

    @Test
    void theSameSourceInAnotherFolderIsTheSameBuild() throws Exception {
        var other = Project.in(temp.resolve("copy")).with("app.sh", "echo app");

        assertThat(builder.build(other.request(), log).id()).isEqualTo(builder.build(project.request(), log).id());
        assertThat(builder.build(project.variable("A", "b").request(), log).id())
                .isNotEqualTo(builder.build(other.request(), log).id());
    }

    @Test
    void aBrokenProcfileIsNamedWithItsLine() throws Exception {
        project.with("Procfile", "web: x\nworker\n");

        assertThat(failure(builder)).hasMessageContaining("Procfile:2:1").hasMessageContaining("has no colon");
    }

    @Test
    void aCommandSeesTheVariablesAndNotTheStore() throws Exception {
        Files.writeString(temp.resolve("store/secret"), "s3cret");
        project.variable("COLOR", "blue; rm -rf /")
                .command(
                        "printf %s \"$COLOR\" > color; cat " + temp.resolve("store/secret") + " > stolen; ls / > seen");

        var app = builder.build(project.request(), log).directory().resolve("app");

        assertThat(app.resolve("color")).hasContent("blue; rm -rf /");
        assertThat(app.resolve("stolen")).isEmptyFile();
        assertThat(app.resolve("seen")).content().contains("app").doesNotContain("root", "home", "work");
    }

    @Test
    void aFailingCommandGivesItsLines() {
        project.command("echo first; echo second >&2; exit 4");

        var failure = failure(builder);

        assertThat(failure).hasMessageStartingWith("The build command failed with exit code 4");
        assertThat(failure.lines()).containsExactly("first", "second");
        assertThat(temp.resolve("store/builds")).isEmptyDirectory();
        assertThat(temp.resolve("store/temporary")).isEmptyDirectory();
    }

    @Test
    void anInterruptedBuildEndsWithAllThatItStarted() throws Exception {
        // One of them leaves its session and hides who it belongs to.
        project.command(
                "setsid python3 -c 'import ctypes, time; ctypes.CDLL(None).prctl(4, 0); print(\"hidden\", flush=True); "
                        + "time.sleep(754321)' & sleep 754321");
        var started = new CountDownLatch(1);
        var listening = new BuildLog() {
            @Override
            public void phase(String name) {}

            @Override
            public void line(String text) {
                if (text.equals("hidden")) {
                    started.countDown();
                }
            }

            @Override
            public void dependencies(boolean hit, String why) {}
        };
        var build = new FutureTask<>(() -> builder.build(project.request(), listening));
        var thread = Thread.ofPlatform().start(build);
        assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();

        thread.interrupt();

        assertThatThrownBy(build::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(ProcessHandle.allProcesses().filter(process -> process.info().arguments()
                .filter(words -> String.join(" ", words).contains("754321")).isPresent())).isEmpty();
        assertThat(temp.resolve("store/temporary")).isEmptyDirectory();
    }

    @Test
    void buildsInStoresOfTheirOwnLeaveEachOtherAlone() throws Exception {
        var other = Builder.open(temp.resolve("other"));
        var command = "for i in 1 2 3 4 5 6 7 8; do sleep 0.2; true; done; echo done > made";
        try (var threads = Executors.newFixedThreadPool(2)) {
            var one = threads.submit(() -> builder.build(project.command(command).request(), log));
            for (var i = 0; i < 3; i++) {
                other.build(Project.in(temp.resolve("quick" + i)).command("true").request(), new RecordedLog());
            }
            assertThat(one.get().directory().resolve("app/made")).hasContent("done");
        }
    }

    @Test
    void aBuildThatTakesTooLongIsStopped() {
        project.command("echo waiting; sleep 1000");

        assertThat(failure(with(limits(SourceLimits.DEFAULT, Duration.ofSeconds(3), 1 << 20))))
                .hasMessageStartingWith("The build took longer than it may, and was stopped at sh.");
    }

    @Test
    void aFloodOfOutputIsCutAndSaid() throws Exception {
        project.command("head -c 1000000 /dev/urandom; yes | head -n 500000");

        with(limits(SourceLimits.DEFAULT, Duration.ofMinutes(2), 10_000)).build(project.request(), log);

        assertThat(String.join("\n", log.lines())).hasSizeLessThan(20_000)
                .contains("more output than a build's log holds").doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
    }

    @Test
    void aFullDiskIsSaidBeforeAnythingIsWritten() {
        var full = with(limits(new SourceLimits(1, 1, 1, Long.MAX_VALUE), Duration.ofMinutes(1), 1));

        assertThat(failure(full)).hasMessageContaining("The disk is full")
                .hasMessageContaining("what runs keeps running");
    }

    @Test
    void tooMuchSourceIsRefused() {
        assertThat(failure(with(limits(new SourceLimits(1, 4, 10, 0), Duration.ofMinutes(1), 1))))
                .hasMessageContaining("The source has more than");
    }

    @Test
    void aLinkOutOfTheSourceIsRefused() throws Exception {
        Files.createSymbolicLink(project.folder().resolve("out"), Path.of("../store"));

        assertThat(failure(builder)).hasMessageContaining("The link out leads out of the source");
    }

    @Test
    void aVariableThatIsNoneIsRefused() {
        project.variable("A;B", "c");

        assertThat(failure(builder)).hasMessageStartingWith("A variable cannot be called \"A;B\".");
    }

    @Test
    void aDockerfileAloneIsRefusedAndBesideOthersLeftAside() throws Exception {
        project.with("Dockerfile", "FROM scratch");
        assertThat(failure(builder)).hasMessageContaining("this machine runs no images")
                .hasMessageContaining("build.buildpacks");

        builder.build(project.with("Procfile", "web: sh app.sh").request(), log);
        assertThat(log.lines()).contains("The Dockerfile is left aside: this machine runs no images.");

        assertThat(failure(builder, project.dockerfile("Dockerfile")))
                .hasMessageContaining("Dockerfile is to be built");
    }

    @Test
    void aBuildCannotMakeUsWriteElsewhere() throws Exception {
        var elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
        project.command("mkdir dist; echo x > dist/index.html; ln -s " + elsewhere + " .stackblaze");

        var build = builder.build(project.request(), log);

        assertThat(elsewhere).isEmptyDirectory();
        assertThat(build.directory().resolve("app/.stackblaze/serve.mjs")).isRegularFile();
    }

    @Test
    void whoeverWantsTheSameLayerAtOnceGetsItMadeOnce() throws Exception {
        for (var name : new String[]{"one", "two"}) {
            var app = Project.in(temp.resolve(name))
                    .with("package.json", "{\"dependencies\": {\"isarray\": \"2.0.5\"}}")
                    .with("server.js", name);
            app.run("npm", "install", "--package-lock-only", "--no-audit", "--no-fund");
        }
        var logs = new RecordedLog[]{new RecordedLog(), new RecordedLog()};
        try (var threads = Executors.newFixedThreadPool(2)) {
            var one = threads.submit(() -> builder.build(Project.in(temp.resolve("one")).request(), logs[0]));
            var two = threads
                    .submit(() -> with(BuildLimits.DEFAULT).build(Project.in(temp.resolve("two")).request(), logs[1]));
            assertThat(one.get().layers()).isEqualTo(two.get().layers());
            assertThat(one.get().id()).isNotEqualTo(two.get().id());
        }
        assertThat(logs[0].layers()).hasSize(1);
        assertThat(logs[1].layers()).hasSize(1);
        assertThat(List.of(logs[0].layers().getFirst(), logs[1].layers().getFirst()))
                .containsExactlyInAnyOrder("miss: first build: 1 package",
                        "hit: another build has made this layer before");
    }

    private BuildException failure(Builder with) {
        return failure(with, project);
    }

    private BuildException failure(Builder with, Project source) {
        return catchThrowableOfType(BuildException.class, () -> with.build(source.request(), log));
    }
}
