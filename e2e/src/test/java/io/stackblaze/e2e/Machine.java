package io.stackblaze.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A StackBlaze of its own: a home, free ports, the real launcher. Nothing of it is left when it is closed. */
final class Machine implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(6);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private final Path launcher = Path.of(System.getProperty("stackblaze.root"), "bin", "stackblaze");
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();
    private final Path folder;
    private final int apiPort = freePort();
    private final int httpPort = freePort();

    /** What came of a command. */
    record Outcome(int code, String out, String err) {
        @Override
        public String toString() {
            return "exit code " + code + "\n" + out + err;
        }
    }

    /** Below a folder that is empty. */
    Machine(Path folder) {
        this.folder = folder;
    }

    Path home() {
        return folder.resolve("home");
    }

    int httpPort() {
        return httpPort;
    }

    /** Copies an example of the repository, to be changed. */
    Path example(String name) throws IOException {
        var from = Path.of(System.getProperty("stackblaze.root"), "examples", name);
        var to = folder.resolve(name);
        try (var files = Files.walk(from)) {
            for (var file : files.filter(each -> !each.toString().contains("node_modules")).toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    Outcome stackblaze(Path directory, String... words) {
        return stackblazeWith("", directory, words);
    }

    /** With something on standard input. */
    Outcome stackblazeWith(String input, Path directory, String... words) {
        var command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(words));
        return run(input, directory, command);
    }

    JsonNode json(Path directory, String... words) {
        var command = new ArrayList<>(List.of(words));
        command.add("--json");
        var outcome = stackblaze(directory, command.toArray(String[]::new));
        if (outcome.code() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + outcome);
        }
        return JSON.readTree(outcome.out());
    }

    /** Runs any program, as a person at this machine would. */
    Outcome run(String input, Path directory, List<String> command) {
        try {
            var in = Files.createTempFile(folder, "in", ".txt");
            var out = Files.createTempFile(folder, "out", ".txt");
            var err = Files.createTempFile(folder, "err", ".txt");
            Files.writeString(in, input);
            var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectInput(in.toFile())
                    .redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().put("STACKBLAZE_HOME", home().toString());
            builder.environment().put("STACKBLAZE_API_PORT", Integer.toString(apiPort));
            builder.environment().put("STACKBLAZE_HTTP_PORT", Integer.toString(httpPort));
            builder.environment().put("STACKBLAZE_BUILD", "packaged");
            var process = builder.start();
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " did not end; it said: " + Files.readString(err));
            }
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    HttpRequest.Builder request(String host, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path)).header("Host", host)
                .timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    JsonNode page(String host, String path) throws IOException, InterruptedException {
        var answer = send(request(host, path).build());
        if (answer.statusCode() != 200) {
            throw new AssertionError(host + path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    /** The process of the server or the node. */
    ProcessHandle process(String name) throws IOException {
        var pid = Files.readString(home().resolve(name + ".pid")).split(" ")[0];
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    /** Processes that still have something to do with this home. */
    List<ProcessHandle> leftovers() {
        return ProcessHandle.allProcesses().filter(process -> mentionsHome(process.pid())).toList();
    }

    private boolean mentionsHome(long pid) {
        return reads(pid, "cmdline") || reads(pid, "environ");
    }

    private boolean reads(long pid, String file) {
        try {
            return pid != ProcessHandle.current().pid() && Files
                    .readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1)
                    .contains(home().toString());
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // Apps outlive server and node, and inside their sandbox nothing tells of this home.
        var projects = stackblaze(folder, "projects", "--json");
        if (projects.code() == 0) {
            JSON.readTree(projects.out()).path("items").forEach(project -> {
                var name = project.path("name").asString();
                stackblaze(folder, "destroy", "-p", name, "--confirm", name);
            });
        }
        stackblaze(folder, "platform", "stop");
        leftovers().forEach(ProcessHandle::destroyForcibly);
        http.close();
    }
}
