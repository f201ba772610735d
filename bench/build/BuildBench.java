import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.stackblaze.build.BuildLog;
import io.stackblaze.build.BuildRequest;
import io.stackblaze.build.Builder;

/** Measures builds against {@code npm ci}; the runs take turns, so that a busy machine is busy for all of them. */
final class BuildBench {
    private static final Path APP = Path.of("bench/build/app");

    public static void main(String[] words) throws Exception {
        var runs = Integer.parseInt(words[0]);
        var work = Files.createTempDirectory("stackblaze-bench");
        try {
            measure(work, runs);
        } finally {
            run(work, "rm", "-rf", work.toString());
        }
    }

    private static void measure(Path work, int runs) throws Exception {
        var plain = project(work.resolve("plain"), false);
        var built = project(work.resolve("built"), true);
        Series cold = new Series("build, cold store, npm's cache empty"), warm = new Series("build, one line changed");
        Series script = new Series("build, one line changed, with a build script");
        Series ci = new Series("npm ci, clean folder, npm's cache full");
        Series coldCi = new Series("npm ci, clean folder, npm's cache empty");
        var store = Builder.open(work.resolve("store"));
        build(store, plain);
        build(store, built);
        npmCi(work, plain, "full");
        for (var i = 1; i <= runs; i++) {
            var line = Integer.toString(i);
            var fresh = Builder.open(work.resolve("fresh" + i));
            cold.time(() -> build(fresh, plain));
            change(plain, line);
            warm.time(() -> build(store, plain));
            change(built, line);
            script.time(() -> build(store, built));
            ci.time(() -> npmCi(work, plain, "full"));
            coldCi.time(() -> npmCi(work, plain, "empty" + line));
        }
        var packages = Files.readString(plain.resolve("package-lock.json")).split("\"node_modules/").length - 1;
        System.out.printf(Locale.ROOT, "%d packages, %d runs, seconds%n%n| what | median | least | most |%n|---|---|---|---|%n",
                packages, runs);
        for (var series : List.of(cold, warm, script, ci, coldCi)) {
            System.out.println(series);
        }
        System.out.printf(Locale.ROOT, "%nwarm is %.1f %% of cold, and %.1f %% of npm ci with a full cache%n",
                100 * warm.median() / cold.median(), 100 * warm.median() / ci.median());
    }

    private static Path project(Path folder, boolean script) throws Exception {
        Files.createDirectories(folder);
        var manifest = Files.readString(APP.resolve("package.json"));
        Files.writeString(folder.resolve("package.json"), script
                ? manifest.replace("\"scripts\": {", "\"scripts\": {\n    \"build\": \"node --check server.js\",")
                : manifest);
        Files.copy(APP.resolve("server.js"), folder.resolve("server.js"));
        run(folder, "npm", "install", "--package-lock-only", "--no-audit", "--no-fund");
        return folder;
    }

    private static void change(Path project, String line) throws IOException {
        var file = project.resolve("server.js");
        Files.writeString(file, Files.readString(file).replaceFirst("line [0-9]+", "line " + line));
    }

    private static void build(Builder builder, Path project) throws Exception {
        builder.build(new BuildRequest(project, project, null, null, List.of(), Map.of(), project.toString()), new BuildLog() {
            @Override
            public void phase(String name) {}

            @Override
            public void line(String text) {}

            @Override
            public void dependencies(boolean hit, String why) {}
        });
    }

    private static void npmCi(Path work, Path project, String cache) throws Exception {
        var folder = Files.createTempDirectory(work, "ci");
        for (var name : List.of("package.json", "package-lock.json")) {
            Files.copy(project.resolve(name), folder.resolve(name));
        }
        run(folder, "npm", "ci", "--no-audit", "--no-fund", "--cache", work.resolve("npm-" + cache).toString());
    }

    private static void run(Path folder, String... words) throws Exception {
        var process = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", words) + " failed");
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private record Series(String name, List<Double> seconds) {
        Series(String name) {
            this(name, new ArrayList<>());
        }

        void time(Step step) throws Exception {
            var start = System.nanoTime();
            step.run();
            var taken = (System.nanoTime() - start) / 1e9;
            seconds.add(taken);
            System.err.printf(Locale.ROOT, "%-50s %8.2f s%n", name, taken);
            
            seconds.sort(Comparator.naturalOrder());
        }

        double median() {
            return seconds.get(seconds.size() / 2);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "| %s | %.2f | %.2f | %.2f |", name, median(), seconds.getFirst(), seconds.getLast());
        }
    }
}
