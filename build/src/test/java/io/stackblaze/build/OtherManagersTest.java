package io.stackblaze.build;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Yarn and pnpm, fetched when they are not installed; kept between test runs. */
class OtherManagersTest {
    private static final String MANIFEST = """
            {"dependencies": {"isarray": "2.0.5"}, "devDependencies": {"left-pad": "1.3.0"},
             "scripts": {"build": "node -e \\"require('fs').writeFileSync('built', require('left-pad')('x', 3))\\"",
                         "start": "node server.js"}%s}""";

    private final RecordedLog log = new RecordedLog();
    private final Builder builder = Builder.open(Path.of(System.getProperty("stackblaze.test.cache"), "build"));

    @TempDir
    Path temp;

    @Test
    void yarnInstallsWhatItsLockfileSays() throws Exception {
        var project = Project.in(temp.resolve("yarn")).with("package.json", MANIFEST.formatted(""))
                .with("yarn.lock", """
                        # yarn lockfile v1


                        isarray@2.0.5:
                          version "2.0.5"

                        left-pad@1.3.0:
                          version "1.3.0"
                        """).with("server.js", "console.log(require('isarray')([]))");

        check(project, "yarn start");
    }

    @Test
    void pnpmInstallsWhatItsLockfileSays() throws Exception {
        var project = Project.in(temp.resolve("pnpm"))
                .with("package.json", MANIFEST.formatted(", \"packageManager\": \"pnpm@9.15.9\""))
                .with("pnpm-lock.yaml",
                        """
                                lockfileVersion: '9.0'

                                settings:
                                  autoInstallPeers: true
                                  excludeLinksFromLockfile: false

                                importers:

                                  .:
                                    dependencies:
                                      isarray:
                                        specifier: 2.0.5
                                        version: 2.0.5
                                    devDependencies:
                                      left-pad:
                                        specifier: 1.3.0
                                        version: 1.3.0

                                packages:

                                  isarray@2.0.5:
                                    resolution: {integrity: sha512-xHjhDr3cNBK0BzdUJSPXZntQUx/mwMS5Rw4A7lPJ90XGAO6ISP/ePDNuo0vhqOZU+UD5JoodwCAAoZQd3FeAKw==}

                                  left-pad@1.3.0:
                                    resolution: {integrity: sha512-XI5MPzVNApjAyhQzphX8BkmKsKUxD4LdyK24iZeQGinBN9yTQT3bFlCBy/aVx2HrNcqQGsdot8ghrjyrvMCoEA==}

                                snapshots:

                                  isarray@2.0.5: {}

                                  left-pad@1.3.0: {}
                                """)
                .with("server.js", "console.log(require('isarray')([]))");

        check(project, "pnpm start");
    }

    private void check(Project project, String start) throws Exception {
        // A layer that an earlier test run made would prove nothing.
        project.variable("NODE_TEST_RUN", temp.toString());

        var build = builder.build(project.request(), log);

        assertThat(build.processes()).containsEntry("web", start);
        assertThat(log.layers()).singleElement().asString().startsWith("miss: ");
        assertThat(build.directory().resolve("app/built")).hasContent("  x");
        assertThat(build.directory().resolve("app/node_modules")).isSymbolicLink();
        assertThat(build.directory().resolve("app/node_modules/left-pad")).doesNotExist();
        assertThat(Running.output(build, start.split(" "))).contains("true");

        builder.build(project.with("server.js", "//").request(), log);
        assertThat(log.layers().getLast()).startsWith("hit: ");
    }
}
