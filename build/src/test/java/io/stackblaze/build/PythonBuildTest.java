package io.stackblaze.build;

import java.io.IOException;
import java.nio.file.Path;

import io.stackblaze.build.store.Digests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class PythonBuildTest {
    private final RecordedLog log = new RecordedLog();
    private final WheelIndex index;
    private final Builder builder;
    private final Project project;

    PythonBuildTest(@TempDir Path folder) throws IOException {
        index = new WheelIndex();
        builder = Builder.open(folder.resolve("store"));
        project = Project.in(folder.resolve("api"));
    }

    @BeforeEach
    void useTheIndex() {
        project.variable("PIP_INDEX_URL", index.url());
    }

    @AfterEach
    void closeTheIndex() {
        index.close();
    }

    @Test
    void pinnedRequirementsAreInstalledOnceWithTheirPrograms() throws Exception {
        index.add("greet", "1.0");
        project.with("requirements.txt", "greet==1.0\n").with("app.py", "import greet; print('app', greet.VERSION)")
                .with("Procfile", "web: python app.py\n");

        var build = builder.build(project.request(), log);

        assertThat(build.processes()).containsEntry("web", "python app.py");
        assertThat(Running.output(build, "python", "app.py")).isEqualTo("app 1.0");
        assertThat(Running.output(build, "greet")).isEqualTo("1.0");

        builder.build(project.with("app.py", "import greet; print('new')").request(), log);
        assertThat(log.layers()).containsExactly("miss: first build: 1 package", "hit: requirements.txt unchanged");
        assertThat(index.downloads()).isEqualTo(1);
    }

    @Test
    void aChangedPinMissesAndIsNamed() throws Exception {
        index.add("greet", "1.0");
        index.add("greet", "1.1");
        builder.build(project.with("requirements.txt", "-r base.txt\n").with("base.txt", "Greet[x] == 1.0").request(),
                log);

        builder.build(project.with("base.txt", "greet==1.1").request(), log);

        assertThat(log.layers().getLast()).isEqualTo("miss: base.txt changed: greet 1.0 -> 1.1");
    }

    @Test
    void hashesAreChecked() throws Exception {
        var right = Digests.of(index.add("greet", "1.0"));
        builder.build(project.with("requirements.txt", "greet==1.0 \\\n    --hash=sha256:" + right + "\n").request(),
                log);
        project.with("requirements.txt", "greet==1.0 \\\n    --hash=sha256:" + "0".repeat(64) + "\n");

        assertThat(failure()).hasMessageContaining("not the one that requirements.txt has the hash of");
    }

    @Test
    void aPackageThatDoesNotExistIsNamed() throws Exception {
        project.with("requirements.txt", "no-such-thing==9\n");

        assertThat(failure()).hasMessageContaining("No matching distribution found for no-such-thing==9");
        assertThat(builder.home().resolve("layers")).isEmptyDirectory();
    }

    @Test
    void requirementsInTheSourceAreInstalledWithIt() throws Exception {
        index.add("setuptools", "99");
        project.with("requirements.txt", "./lib/local-1.0-py3-none-any.whl\n").with("lib/x", "");

        assertThat(failure().detail()).startsWith("pip install failed");
        assertThat(log.layers()).singleElement().asString().contains("never kept");
    }

    @Test
    void anotherPythonThanTheMachineHasIsRefused() throws Exception {
        project.with("requirements.txt", "").with("runtime.txt", "python-2.5.1\n");

        assertThat(failure()).hasMessageContaining("wants Python 2.5.1, and this machine has 3.")
                .hasMessageContaining("change .python-version");
    }

    @ParameterizedTest
    @CsvSource({"uv.lock, uv export", "poetry.lock, poetry export", "Pipfile.lock, pipenv requirements",
            "pyproject.toml, uv pip compile"})
    void otherLockfilesSayHowToExport(String file, String remedy) throws Exception {
        project.with(file, "");

        assertThat(failure()).hasMessageContaining(file).hasMessageContaining("Run " + remedy);
    }

    private BuildException failure() {
        return catchThrowableOfType(BuildException.class, () -> builder.build(project.request(), log));
    }
}
