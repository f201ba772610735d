package io.stackblaze.engine.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.EnvironmentSpec;
import io.stackblaze.engine.Healthcheck;
import io.stackblaze.engine.InstanceStatus;
import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.LogQuery;
import io.stackblaze.engine.Resources;
import io.stackblaze.engine.Rollout;
import io.stackblaze.engine.Scaling;
import io.stackblaze.engine.ServiceSpec;
import io.stackblaze.engine.ServiceStatus;
import io.stackblaze.engine.WebSpec;
import io.stackblaze.engine.WorkerSpec;
import io.stackblaze.engine.Workload;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;

/** An environment on a node that comes and goes. */
final class Site {
    static final Duration SOON = Duration.ofSeconds(60);
    private static final AtomicLong NUMBERS = new AtomicLong();
    /** Answers with its pid and release; appends a line to {@code starts} for each start. */
    static final String WEB = """
            import http.server, os, signal, threading
            class Handler(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    body = (os.environ["STACKBLAZE_RELEASE"] + " " + os.environ["DYNO"]).encode()
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                def log_message(self, *args):
                    pass
            server = http.server.ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), Handler)
            signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
            print("started", flush=True)
            server.serve_forever()
            """;

    final EnvironmentId id = new EnvironmentId("site" + NUMBERS.incrementAndGet(), "production");
    private final Builds builds;
    private final HttpClient client = HttpClient.newHttpClient();
    private long revision = 1;
    private NodeProcess node;

    Site(NodeProcess node, Path folder) {
        this.node = node;
        this.builds = new Builds(folder.resolve("builds"));
    }

    void on(NodeProcess next) {
        node = next;
    }

    LocalEngine engine() {
        return node.engine();
    }

    Workload workload(int release, Map<String, String> files, String command) throws IOException {
        return workload(release, files, command, 128);
    }

    Workload workload(int release, Map<String, String> files, String command, int memoryMiB) throws IOException {
        var env = new HashMap<>(Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "STACKBLAZE_RELEASE",
                Integer.toString(release), "CHANGE", Integer.toString(release)));
        return new Workload(release, builds.of(files), command, env, new Resources(memoryMiB, 1000),
                Duration.ofSeconds(5));
    }

    WebSpec web(int release, int instances) throws IOException {
        return web(workload(release, Map.of("web.py", WEB), "exec python3 web.py"), instances, Duration.ofSeconds(40));
    }

    WebSpec web(Workload workload, int instances, Duration grace) {
        return new WebSpec("web", workload, 8080,
                new Healthcheck("/", Duration.ofMillis(500), Duration.ofSeconds(5), grace, 3),
                new Scaling(instances, instances, 70), List.of(host()));
    }

    WorkerSpec worker(int release, String script) throws IOException {
        return new WorkerSpec("worker", workload(release, Map.of("work.sh", script), "exec sh work.sh"),
                new Scaling(1, 1, 70));
    }

    String host() {
        return "web." + id.project() + ".localhost";
    }

    void apply(ServiceSpec... services) {
        engine().apply(new EnvironmentSpec(id, ++revision, List.of(services)));
    }

    String get() throws IOException, InterruptedException {
        var answer = ask();
        return answer.statusCode() + " " + answer.body();
    }

    HttpResponse<String> ask() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + engine().node().httpPort() + "/"))
                .timeout(Duration.ofSeconds(30)).header("Host", host()).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    ServiceStatus until(String service, Predicate<ServiceStatus> as) {
        var last = new ServiceStatus[1];
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            var found = engine().status(id).service(service);
            Assertions.assertThat(found).isPresent();
            last[0] = found.orElseThrow();
            Assertions.assertThat(as.test(last[0])).as("what it is: %s", last[0]).isTrue();
        });
        return last[0];
    }

    ServiceStatus live(String service, int release) {
        return until(service, now -> now.rollout().equals(new Rollout.Live(release)) && now.instances().stream()
                .filter(instance -> instance.endedAt() == null)
                .allMatch(instance -> instance.state() == InstanceStatus.State.READY));
    }

    Rollout.Failed failed(String service) {
        return (Rollout.Failed) until(service, now -> now.rollout() instanceof Rollout.Failed).rollout();
    }

    List<String> lines(String source) throws InterruptedException {
        var lines = new java.util.concurrent.CopyOnWriteArrayList<LogLine>();
        try (var logs = engine().logs(id, new LogQuery(java.util.Set.of(), 10_000, false), lines::add)) {
            Assertions.assertThat(logs.awaitEnd(SOON)).isTrue();
        }
        return lines.stream().filter(line -> line.source().equals(source)).map(LogLine::text).toList();
    }

    /** Pids of this site's processes whose command line holds that. */
    static List<Long> processes(String marker) {
        return io.stackblaze.engine.local.proc.Proc.all().stream().filter(process -> process.state() != 'Z')
                .filter(process -> commandLine(process.pid()).contains(marker)).map(process -> (long) process.pid())
                .toList();
    }

    private static String commandLine(int pid) {
        try {
            return Files.readString(Path.of("/proc", Integer.toString(pid), "cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }
}
