package io.stackblaze.build;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

import io.stackblaze.sandbox.Isolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class BuildpackBuildTest {
    private static final String DETECT = "#!/usr/bin/env bash\n[ -f \"$1/app.txt\" ] && echo Sample\n";

    private final RecordedLog log = new RecordedLog();
    private final Path temp;
    private final Builder builder;
    private final Project project;

    BuildpackBuildTest(@TempDir Path temp) throws IOException {
        this.temp = temp;
        builder = Builder.open(temp.resolve("store"),
                new BuildSettings(Isolation.here(), BuildLimits.DEFAULT, Clock.systemUTC(), true));
        project = Project.in(temp.resolve("api")).with("app.txt", "source");
    }

    @Test
    void aBuildpackOfTheRepositoryDetectsCompilesAndReleases() throws Exception {
        project.withProgram("bp/bin/detect", DETECT).withProgram("bp/bin/compile", """
                #!/usr/bin/env bash
                set -e
                echo "-----> compiling in $1 on $STACK as $(cat "$3/COLOR")"
                echo "count" >> "$2/counter"
                mkdir -p "$1/.profile.d" "$1/bin"
                echo 'export FROM_PROFILE=yes' > "$1/.profile.d/sample.sh"
                wc -l < "$2/counter" > "$1/compiled"
                """).withProgram("bp/bin/release", """
                #!/usr/bin/env bash
                echo '---'
                echo 'config_vars:'
                echo '  SAMPLE: "1"'
                echo 'default_process_types:'
                echo '  web: cat compiled'
                echo '  worker: bin/work'
                """).with("Procfile", "worker: bin/other\n").buildpack("bp").variable("COLOR", "blue");

        var build = builder.build(project.request(), log);

        assertThat(build.processes()).containsOnly(Map.entry("web", "cat compiled"),
                Map.entry("worker", "bin/other"));
        assertThat(build.environment()).containsEntry("SAMPLE", "1");
        assertThat(build.directory().resolve("app/compiled")).hasContent("1");
        assertThat(build.directory().resolve("app/.profile.d/sample.sh")).exists();
        assertThat(log.lines()).anyMatch(line -> line.matches("-----> compiling in .+ on heroku-2[24] as blue"));

        var second = builder.build(project.with("app.txt", "changed").request(), log);
        assertThat(second.directory().resolve("app/compiled")).hasContent("2");
    }

    @Test
    void severalRunInOrderAndSeeWhatThoseBeforeExport() throws Exception {
        project.withProgram("one/bin/detect", "#!/bin/sh\n")
                .withProgram("one/bin/compile",
                        "#!/bin/sh\necho 'export COLOR=green' > \"$(dirname \"$0\")/../export\"\n")
                .withProgram("two/bin/detect", "#!/bin/sh\n")
                .withProgram("two/bin/compile", "#!/bin/sh\nprintf %s \"$COLOR\" > \"$1/color\"\n").buildpack("one")
                .buildpack("two");

        var build = builder.build(project.request(), log);

        assertThat(build.directory().resolve("app/color")).hasContent("green");
    }

    @Test
    void aBuildpackIsClonedFromGitAtABranch() throws Exception {
        var pack = Project.in(temp.resolve("pack")).withProgram("bin/detect", DETECT).withProgram("bin/compile",
                "#!/bin/sh\necho old > \"$1/made\"\n");
        pack.run("git", "init", "-q", "-b", "main");
        commit(pack);
        pack.run("git", "checkout", "-q", "-b", "v2");
        pack.withProgram("bin/compile", "#!/bin/sh\necho new > \"$1/made\"\n");
        commit(pack);
        project.buildpack("file://" + pack.folder() + "#v2");

        assertThat(builder.build(project.request(), log).directory().resolve("app/made")).hasContent("new");
    }

    private static void commit(Project project) throws Exception {
        project.run("git", "add", "-A");
        project.run("git", "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "x");
    }

    @Test
    void aBuildpackThatIsNotForTheAppSaysSo() throws Exception {
        project.withProgram("bp/bin/detect", "#!/bin/sh\necho no >&2; exit 1\n")
                .withProgram("bp/bin/compile", "#!/bin/sh\n").buildpack("bp");

        assertThat(failure()).hasMessageStartingWith("The buildpack bp says that it is not for this app.");
    }

    @Test
    void aCompileThatFailsGivesItsLines() throws Exception {
        project.withProgram("bp/bin/detect", DETECT)
                .withProgram("bp/bin/compile", "#!/bin/sh\necho 'no compiler'; exit 7\n").buildpack("bp");

        assertThat(failure().detail()).endsWith("bin/compile ended with exit code 7.");
        assertThat(failure().lines()).containsExactly("no compiler");
        assertThat(builder.home().resolve("builds")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "../outside", "/etc", "ext::sh -c whoami", "ssh://git@example.com/x",
            "http://example.com/x", "https://127.0.0.1/x", "https://[::1]/x", "https://10.1.2.3/x.git",
            "https://user:pw@example.com/x", "--upload-pack=touch x", "https://169.254.169.254/x", "file:///x#--help"})
    void whatIsNoBuildpackIsRefused(String name) throws Exception {
        project.buildpack(name);

        assertThat(failure()).hasMessageContaining("The buildpack " + name)
                .hasMessageContaining("Name a folder of the repository");
    }

    @Test
    void brokenReleaseOutputIsRefused() throws Exception {
        project.withProgram("bp/bin/detect", DETECT).withProgram("bp/bin/compile", "#!/bin/sh\n")
                .withProgram("bp/bin/release", "#!/bin/sh\necho '- [}'\n").buildpack("bp");

        assertThat(failure()).hasMessageContaining("bin/release of the buildpack bp printed no YAML");
    }

    private BuildException failure() {
        return catchThrowableOfType(BuildException.class, () -> builder.build(project.request(), log));
    }
}
