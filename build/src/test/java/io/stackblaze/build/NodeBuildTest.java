package io.stackblaze.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class NodeBuildTest {
    @TempDir
    Path temp;

    private Builder builder;
    private final RecordedLog log = new RecordedLog();

    @BeforeEach
    void open() {
        builder = Builder.open(temp.resolve("store"));
    }

    @Test
    void aLockedPackageIsInstalledOnceAndFoundByTheApp() throws Exception {
        var project = project("""
                {"name": "web", "dependencies": {"left-pad": "1.3.0", "semver": "7.6.0"},
                 "scripts": {"start": "node server.js"}}""").with("server.js",
                "console.log(require('left-pad')('x', 3), require('semver/package.json').version)");

        var build = builder.build(project.request(), log);

        assertThat(build.processes()).containsEntry("web", "npm start");
        assertThat(build.directory().resolve("app/node_modules")).isSymbolicLink();
        assertThat(build.layers()).hasSize(1);
        assertThat(Running.output(build, "node", "server.js")).isEqualTo("x 7.6.0");
        assertThat(Running.output(build, "semver", "1.2.3")).isEqualTo("1.2.3");
        assertThat(Running.output(build, "npm", "start")).endsWith("x 7.6.0").doesNotContain("notice");
        assertThat(log.layers()).singleElement().asString().startsWith("miss: first build: ");

        var again = new RecordedLog();
        assertThat(builder.build(project.request(), again).id()).isEqualTo(build.id());
        assertThat(again.lines()).contains("The same source was built before: " + build.id().substring(0, 12) + ".");

        project.with("server.js", "console.log('new line')");
        var changed = new RecordedLog();
        var second = builder.build(project.request(), changed);
        assertThat(second.id()).isNotEqualTo(build.id());
        assertThat(changed.layers()).containsExactly("hit: package-lock.json unchanged");
        assertThat(Running.output(second, "node", "server.js")).isEqualTo("new line");
        assertThat(second.layers()).isEqualTo(build.layers());
    }

    @Test
    void aChangedLockfileMissesAndNamesThePackages() throws Exception {
        var project = project("{\"dependencies\": {\"left-pad\": \"1.1.0\"}}").with("server.js", "");
        builder.build(project.request(), log);

        project.with("package.json", "{\"dependencies\": {\"left-pad\": \"1.3.0\", \"isarray\": \"2.0.5\"}}");
        lock(project);
        builder.build(project.request(), log);

        assertThat(log.layers().getLast()).isEqualTo(
                "miss: package-lock.json changed: left-pad 1.1.0 -> 1.3.0, isarray added; package.json changed");
    }

    @Test
    void fieldsThatDoNotTouchTheInstallDoNotTouchTheLayer() throws Exception {
        var project = project("{\"dependencies\": {\"left-pad\": \"1.3.0\"}}").with("server.js", "");
        builder.build(project.request(), log);

        project.with("package.json", "{\"description\": \"new\", \"scripts\": {\"start\": \"node server.js\"},"
                + " \"dependencies\": {\"left-pad\": \"1.3.0\"}}");
        builder.build(project.request(), log);

        assertThat(log.layers().getLast()).isEqualTo("hit: package-lock.json unchanged");
    }

    @Test
    void installScriptsRunFencedInAndWithoutTheStore() throws Exception {
        var secret = Files.writeString(temp.resolve("store").resolve("secret"), "s3cret");
        packed("native", """
                {"name": "native", "version": "1.0.0", "main": "made.js", "bin": {"native": "cli.js"},
                 "scripts": {"postinstall": "node make.js"}}""", "make.js", """
                const fs = require('fs');
                let seen; try { seen = fs.readFileSync('%s', 'utf8'); } catch (e) { seen = e.code; }
                fs.writeFileSync('made.js', 'module.exports = ' + JSON.stringify({seen, uid: process.getuid()}));
                """.formatted(secret), "cli.js", "#!/usr/bin/env node\nconsole.log('ran');");
        var project = project("{\"dependencies\": {\"native\": \"file:vendor/native-1.0.0.tgz\"}}").with("server.js",
                "console.log(JSON.stringify(require('native')))");

        var build = builder.build(project.request(), log);

        assertThat(Running.output(build, "node", "server.js")).contains("\"seen\":\"ENOENT\"")
                .doesNotContain("\"uid\":0");
        assertThat(Running.output(build, "native")).isEqualTo("ran");
        assertThat(modules(build)).isSymbolicLink();
        assertThat(Files.getAttribute(modules(build).toRealPath().resolve("native/made.js"), "unix:uid"))
                .isEqualTo(Files.getAttribute(temp, "unix:uid"));
    }

    @Test
    void aBuildScriptHasDevelopmentPackagesAndTheAppDoesNot() throws Exception {
        var project = project(
                """
                        {"scripts": {"build": "node -e \\"require('fs').writeFileSync('built', require('left-pad')('x', 4))\\""},
                         "dependencies": {"isarray": "2.0.5"}, "devDependencies": {"left-pad": "1.3.0"}}""")
                .with("server.js", "");

        var build = builder.build(project.request(), log);

        assertThat(build.directory().resolve("app/built")).hasContent("   x");
        assertThat(modules(build)).isSymbolicLink();
        assertThat(modules(build).resolve("isarray")).exists();
        assertThat(modules(build).resolve("left-pad")).doesNotExist();

        project.with("server.js", "// changed");
        var second = builder.build(project.request(), log);
        assertThat(log.layers().getLast()).isEqualTo("hit: package-lock.json unchanged");
        assertThat(second.layers()).isEqualTo(build.layers());
    }

    @Test
    void whatABuildChangesInNodeModulesIsKeptWithIt() throws Exception {
        var project = project("""
                {"scripts": {"postinstall": "echo generated > node_modules/isarray/generated.txt"},
                 "dependencies": {"isarray": "2.0.5"}}""").with("server.js", "");

        var build = builder.build(project.request(), log);

        assertThat(modules(build)).isDirectory().satisfies(path -> assertThat(Files.isSymbolicLink(path)).isFalse());
        assertThat(modules(build).resolve("isarray/generated.txt")).hasContent("generated");
        assertThat(log.lines()).contains(
                "The build changed node_modules (isarray/generated.txt), which is kept with the build.");
        builder.build(project.with("server.js", "//").request(), log);
        assertThat(log.layers().getLast()).startsWith("hit: ");
    }

    @Test
    void aBuildCannotMakeUsReadForIt() throws Exception {
        var secret = Files.writeString(temp.resolve("store").resolve("secret"), "s3cret");
        packed("local", "{\"name\": \"local\", \"version\": \"1.0.0\"}");
        var project = project("""
                {"scripts": {"build": "ln -sf %s vendor/local-1.0.0.tgz; ln -sf %s .npmrc"},
                 "dependencies": {"local": "file:vendor/local-1.0.0.tgz"}, "devDependencies": {"isarray": "2.0.5"}}"""
                .formatted(secret, secret)).with("server.js", "");

        var build = builder.build(project.request(), log);

        assertThat(modules(build)).isSymbolicLink();
        try (var files = Files.walk(temp.resolve("store/layers"))) {
            assertThat(files.filter(Files::isRegularFile)).isNotEmpty()
                    .noneSatisfy(file -> assertThat(file).binaryContent().asString().contains("s3cret"));
        }
    }

    @Test
    void workspacesAreInstalledWithTheirSource() throws Exception {
        var project = project("{\"workspaces\": [\"lib\"], \"dependencies\": {\"isarray\": \"2.0.5\"}}")
                .with("lib/package.json", "{\"name\": \"lib\", \"version\": \"1.0.0\"}")
                .with("lib/index.js", "module.exports = 'from lib'").with("server.js", "console.log(require('lib'))");
        lock(project);

        var build = builder.build(project.request(), log);

        assertThat(log.layers()).containsExactly(
                "miss: never kept: package.json has workspaces, so they are installed with the source");
        assertThat(Running.output(build, "node", "server.js")).isEqualTo("from lib");
    }

    @Test
    void aMissingLockfileSaysWhatToType() throws Exception {
        var project = Project.in(temp.resolve("web")).with("package.json", "{\"dependencies\": {\"a\": \"1\"}}");

        assertThat(failure(project)).hasMessage("package.json has dependencies, and there is no package-lock.json that "
                + "says which versions. Run npm install and commit package-lock.json.");
    }

    @Test
    void aLockfileOutOfStepSaysWhatToType() throws Exception {
        var project = project("{\"dependencies\": {\"left-pad\": \"1.1.0\"}}");
        project.with("package.json", "{\"dependencies\": {\"left-pad\": \"1.3.0\"}}");

        assertThat(failure(project)).hasMessage("npm ci failed: package.json and package-lock.json do not agree. "
                + "Run npm install and commit package-lock.json.");
        assertThat(failure(project).lines()).isNotEmpty();
        assertThat(temp.resolve("store/layers")).isEmptyDirectory();
        assertThat(temp.resolve("store/builds")).isEmptyDirectory();
        assertThat(temp.resolve("store/temporary")).isEmptyDirectory();
    }

    @Test
    void brokenJsonIsNamedWithItsPlace() throws Exception {
        var project = Project.in(temp.resolve("web")).with("package.json", "{\n  \"name\": web\n}");

        assertThat(failure(project).detail()).startsWith("package.json:2:").contains("this is no JSON");
    }

    @Test
    void aFailingBuildScriptGivesItsLastLines() throws Exception {
        var project = project(
                "{\"scripts\": {\"build\": \"printf 'a\\\\0b\\\\n' && head -c 100000 /dev/zero | tr '\\\\0' x;"
                        + " echo; echo no such thing; exit 3\"}, \"dependencies\": {\"isarray\": \"2.0.5\"}}");

        var failure = failure(project);

        assertThat(failure.detail()).isEqualTo("npm run build failed with exit code 3.");
        assertThat(failure.lines()).contains("no such thing", "a\uFFFDb")
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(5000));
    }

    @Test
    void anotherNodeIsFetchedWhenTheProjectWantsIt() throws Exception {
        var project = Project.in(temp.resolve("web"))
                .with("package.json", "{\"engines\": {\"node\": \"~22.11.0\"}}")
                .with("server.js", "console.log(process.version)");
        // Kept between test runs: it is 150 MB.
        var shared = Builder.open(Path.of(System.getProperty("stackblaze.test.cache"), "build"));

        var build = shared.build(project.request(), log);

        assertThat(Running.output(build, "node", "server.js")).isEqualTo("v22.11.0");
        assertThat(Running.output(build, "npm", "--version")).startsWith("10.");
        assertThat(build.layers()).singleElement().asString().contains("/runtimes/node-22.11.0-");
    }

    @Test
    void aRangeThatIsNoneIsRefused() throws Exception {
        var project = Project.in(temp.resolve("web"))
                .with("package.json", "{\"engines\": {\"node\": \"latest; rm -rf /\"}}").with("server.js", "");

        assertThat(failure(project)).hasMessageContaining("which is no range of versions");
    }

    /** Makes an archive of a package in the project's {@code vendor}. */
    private void packed(String name, String manifest, String... files) throws IOException, InterruptedException {
        var source = Project.in(temp.resolve(name)).with("package.json", manifest);
        for (var i = 0; i < files.length; i += 2) {
            source.with(files[i], files[i + 1]);
        }
        var vendor = Files.createDirectories(temp.resolve("web/vendor"));
        source.run("npm", "pack", "--pack-destination", vendor.toString());
    }

    private Project project(String manifest) throws IOException, InterruptedException {
        var project = Project.in(temp.resolve("web")).with("package.json", manifest);
        lock(project);
        return project;
    }

    private static void lock(Project project) throws IOException, InterruptedException {
        project.run("npm", "install", "--package-lock-only", "--no-audit", "--no-fund", "--ignore-scripts");
    }

    private static Path modules(Build build) {
        return build.directory().resolve("app/node_modules");
    }

    private BuildException failure(Project project) {
        return catchThrowableOfType(BuildException.class, () -> builder.build(project.request(), log));
    }
}
