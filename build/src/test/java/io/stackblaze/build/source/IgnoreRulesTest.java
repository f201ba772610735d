package io.stackblaze.build.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.stackblaze.sandbox.Trees;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.assertj.core.api.Assertions.assertThat;

class IgnoreRulesTest {
    private static final List<String> PATHS = List.of("a.log", "keep.log", "src/a.log", "src/b/c.txt", "build/out.js",
            "src/build/x", "docs/1.md", "docs/x.md", "top.txt", "sub/top.txt", "a[b.txt", "foo/bar/baz", "foo/baz",
            "#x", "q?", "qq");
    private static final List<String> RULES = List.of("# a comment", "*.log", "!keep.log", "/build/", "docs/[0-9].md",
            "/top.txt", "foo/**/baz", "src/b", "a[b.txt", "\\#x", "q\\?", "");

    @Property
    void noRuleBreaksIt(@ForAll List<String> rules, @ForAll String path) {
        assertThat(IgnoreRules.of(rules).ignoresFile("node_modules/" + path.replace('/', '_') + "x")).isTrue();
    }

    @Example
    void itDecidesAsGitDoes() throws Exception {
        var folder = Files.createTempDirectory("stackblaze-ignore");
        try {
            run(folder, "git", "init", "-q");
            Files.write(folder.resolve(".git/info/exclude"), RULES);
            var rules = IgnoreRules.of(RULES);
            for (var path : PATHS) {
                assertThat(rules.ignoresFile(path)).as(path)
                        .isEqualTo(run(folder, "git", "check-ignore", "-q", "--", path) == 0);
            }
        } finally {
            Trees.delete(folder);
        }
    }

    private static int run(Path folder, String... words) throws IOException, InterruptedException {
        return new ProcessBuilder(words).directory(folder.toFile()).inheritIO().start().waitFor();
    }
}
