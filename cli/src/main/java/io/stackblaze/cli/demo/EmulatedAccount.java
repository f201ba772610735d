package io.stackblaze.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Context;
import io.stackblaze.cli.command.Failure;
import tools.jackson.databind.JsonNode;

/** The Heroku account of the demo: a process of its own, with an app that really runs. */
final class EmulatedAccount implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration END = Duration.ofSeconds(45);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final ProcessHandle process;
    private final JsonNode facts;

    private EmulatedAccount(ProcessHandle process, JsonNode facts) {
        this.process = process;
        this.facts = facts;
    }

    /**
     * Starts it, and waits until its app is built and serves.
     *
     * @param folder where its log goes
     * @param binaries where database servers are unpacked
     */
    static EmulatedAccount start(Context context, Path folder, Path binaries)
            throws Failure, IOException, InterruptedException {
        var examples = context.launcher().toAbsolutePath().resolve("../../examples").normalize();
        if (!Files.isDirectory(examples.resolve("heroku-shop"))) {
            throw Failure.of("The sample app is not in " + examples + ".",
                    "Run the demo from a clone of the repository.");
        }
        var file = folder.resolve("heroku.json");
        var log = folder.resolve("heroku.log");
        Files.deleteIfExists(file);
        var builder = new ProcessBuilder("setsid", context.launcher().toString(), "heroku-emulator", "live",
                examples.toString(), binaries.toString(), file.toString()).directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("STACKBLAZE_BUILD", "off");
        builder.environment().put("TMPDIR", folder.toString());
        builder.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + folder);
        var process = builder.start();
        var deadline = System.nanoTime() + START.toNanos();
        try {
            while (!Files.exists(file)) {
                boolean ended = process.waitFor(50, TimeUnit.MILLISECONDS);
                if (ended || System.nanoTime() > deadline) {
                    throw Failure.of("The emulated Heroku account "
                            + (ended ? "ended as soon as it was started." : "does not get ready."),
                            "stackblaze doctor", "Whole log: " + log).withLines(tail(log));
                }
            }
            return new EmulatedAccount(process.toHandle(), Json.read(Files.readString(file)));
        } catch (Failure | InterruptedException e) {
            end(process.toHandle());
            throw e;
        }
    }

    private static List<String> tail(Path log) throws IOException {
        var lines = Files.readAllLines(log);
        return lines.subList(Math.max(0, lines.size() - 15), lines.size());
    }

    /** Name of its app. */
    String app() {
        return Json.text(facts.path("apps").path(0), "name");
    }

    /** What its router knows the app by. */
    String host() {
        return Json.text(facts.path("apps").path(0), "host");
    }

    /** Where its APIs answer. */
    String api() {
        return Json.text(facts, "api");
    }

    /** Where its apps answer. */
    String web() {
        return Json.text(facts, "web");
    }

    /** A token that may do everything there. */
    String token() {
        return Json.text(facts, "token");
    }

    long pid() {
        return process.pid();
    }

    /** The app's config vars, as they are now. */
    Map<String, String> config() throws Failure, InterruptedException {
        var values = new LinkedHashMap<String, String>();
        ask("GET", "/apps/" + app() + "/config-vars", "").properties()
                .forEach(one -> values.put(one.getKey(), one.getValue().asString("")));
        return values;
    }

    /** How many dynos of a process type run. */
    int running(String type) throws Failure, InterruptedException {
        return (int) ask("GET", "/apps/" + app() + "/dynos", "").values().stream()
                .filter(dyno -> Json.text(dyno, "type").equals(type) && Json.text(dyno, "state").equals("up")).count();
    }

    /** Has its scheduler run a command each hour. */
    void addHourlyJob(String command, int minute) throws Failure, InterruptedException {
        var id = Json.text(ask("GET", "/apps/" + app(), ""), "id");
        var body = Json.object();
        body.putObject("data").put("type", "jobs").putObject("attributes").put("command", command).put("every", 60)
                .put("at", minute);
        ask("POST", "/apps/" + id + "/jobs", body.toString());
    }

    private JsonNode ask(String method, String path, String body) throws Failure, InterruptedException {
        boolean jobs = path.endsWith("/jobs");
        var request = HttpRequest.newBuilder(URI.create(api() + path)).timeout(ANSWER)
                .header("Authorization", "Bearer " + token())
                .header("Accept", jobs ? "application/vnd.api+json" : "application/vnd.heroku+json; version=3")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)).build();
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw Failure.of("The emulated Heroku account refuses " + path + ": " + answer.body());
            }
            return Json.read(answer.body());
        } catch (IOException e) {
            throw Failure.of("The emulated Heroku account does not answer: " + e + ".");
        }
    }

    @Override
    public void close() {
        end(process);
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            process.destroyForcibly();
        }
    }
}
