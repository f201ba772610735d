package io.stackblaze.engine;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What tests of engines have at hand. Programs are small Python and shell scripts that the tests bring with them, run
 * for real.
 */
public interface EngineBench {
    /** Answers with its variables; what it does wrong is told by them. */
    String WEB = """
            import http.server, json, os, signal, sys, threading, time
            if os.environ.get("FAIL") == "exit":
                print("cannot find the stars", flush=True)
                sys.exit(1)
            class Handler(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def do_GET(self):
                    path, _, query = self.path.partition("?")
                    if path == "/slow":
                        time.sleep(float(query))
                    status = int(os.environ.get("STATUS", "200")) if path == "/health" else 200
                    if path == "/exit":
                        os._exit(7)
                    body = json.dumps({**os.environ, "pid": os.getpid()}).encode()
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                def log_message(self, *args):
                    pass
            class Server(http.server.ThreadingHTTPServer):
                daemon_threads = False
                request_queue_size = 128
            host, port = os.environ.get("LISTEN", "0.0.0.0"), int(os.environ.get("LISTEN_PORT", os.environ["PORT"]))
            server = Server((host, port), Handler)
            def stop(*_):
                print("stopping", flush=True)
                threading.Thread(target=server.shutdown).start()
            signal.signal(signal.SIGTERM, stop)
            print("listening", flush=True)
            server.serve_forever()
            """;

    /** For machines that do a lot besides. */
    Duration SOON = Duration.ofSeconds(60);

    /** Makes names that no other test has. */
    AtomicInteger NAMES = new AtomicInteger();

    /** Asks at the edge. */
    HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Above all before it. */
    AtomicLong REVISION = new AtomicLong(1);

    /** The engine under test. */
    Engine engine();

    /** Makes a build of these files, name to text. */
    Artifact artifact(Map<String, String> files) throws IOException;

    /** Where public names are served, by the Host header. */
    URI edge();

    /** How long a worker must live to be healthy with the engine under test. */
    Duration workerHealthy();

    /** A new environment. */
    default EnvironmentId environment() {
        return new EnvironmentId("t" + NAMES.incrementAndGet() + "-" + ProcessHandle.current().pid(), "production");
    }

    /** A revision above all before it. */
    default long revision() {
        return REVISION.incrementAndGet();
    }

    /** A workload with enough of everything. */
    default Workload workload(int release, Artifact artifact, String command, Map<String, String> env) {
        var all = new HashMap<>(env);
        all.putIfAbsent("PATH", "/usr/local/bin:/usr/bin:/bin");
        all.putIfAbsent("STACKBLAZE_RELEASE", Integer.toString(release));
        return new Workload(release, artifact, command, all, new Resources(256, 1000), Duration.ofSeconds(5));
    }

    /** A web service of {@link #WEB}. */
    default WebSpec web(EnvironmentId id, int release, int instances, Map<String, String> env) throws IOException {
        return web(id, workload(release, artifact(Map.of("web.py", WEB)), "exec python3 web.py", env), instances);
    }

    /** A web service that executes that. */
    default WebSpec web(EnvironmentId id, Workload workload, int instances) {
        var check = new Healthcheck("/health", Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofSeconds(40),
                3);
        return new WebSpec("web", workload, 8080, check, new Scaling(instances, instances, 70), List.of(host(id)));
    }

    /** A worker that runs a shell script. */
    default WorkerSpec worker(int release, String script, int instances) throws IOException {
        return new WorkerSpec("worker",
                workload(release, artifact(Map.of("work.sh", script)), "exec sh work.sh", Map.of()),
                new Scaling(instances, instances, 70));
    }

    /** Public name of an environment's web service. */
    default String host(EnvironmentId id) {
        return "web." + id.project() + ".localhost";
    }

    /** Applies these services. */
    default void apply(EnvironmentId id, ServiceSpec... services) {
        engine().apply(new EnvironmentSpec(id, revision(), List.of(services)));
    }

    /** Asks at the edge. */
    default HttpResponse<String> get(EnvironmentId id, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(edge().resolve(path)).timeout(Duration.ofSeconds(30))
                .header("Host", host(id))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** What a service is now. */
    default ServiceStatus status(EnvironmentId id, String service) {
        return engine().status(id).service(service).orElseThrow(() -> new AssertionError("no service " + service));
    }

    /** Waits until a service is as described; says what it is when it never comes. */
    default ServiceStatus until(EnvironmentId id, String service, Predicate<ServiceStatus> as) {
        var last = new ServiceStatus[1];
        await().atMost(SOON).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            var found = engine().status(id).service(service);
            assertThat(found).as("%s of %s", service, id).isPresent();
            last[0] = found.orElseThrow();
            assertThat(as.test(last[0])).as("what it is: %s", last[0]).isTrue();
        });
        return last[0];
    }

    /** Waits until a release is live. */
    default ServiceStatus live(EnvironmentId id, String service, int release) {
        return until(id, service, now -> now.rollout().equals(new Rollout.Live(release)));
    }

    /** Waits until a release was given up. */
    default Rollout.Failed failed(EnvironmentId id, String service) {
        return (Rollout.Failed) until(id, service, now -> now.rollout() instanceof Rollout.Failed).rollout();
    }

    /** All lines that are kept of an environment. */
    default List<LogLine> lines(EnvironmentId id) throws InterruptedException {
        var lines = new CopyOnWriteArrayList<LogLine>();
        try (var logs = engine().logs(id, new LogQuery(Set.of(), 10_000, false), lines::add)) {
            assertThat(logs.awaitEnd(SOON)).as("logs end by themselves").isTrue();
        }
        return lines;
    }

    /** What instances of a service wrote. */
    default List<String> written(EnvironmentId id, String source) throws InterruptedException {
        return lines(id).stream().filter(line -> line.source().equals(source)).map(LogLine::text).toList();
    }

    /** How many instances are ready. */
    default long running(ServiceStatus status) {
        return status.instances().stream().filter(instance -> instance.state() == InstanceStatus.State.READY).count();
    }

    /** How a one-off command ended, and what it said. */
    record Ran(int code, List<String> lines) {}

    /** Runs a one-off command to its end. */
    default Ran run(EnvironmentId id, Artifact artifact, String command) {
        var lines = new ArrayList<String>();
        int code = engine().run(new OneOff(id, "web", "run." + NAMES.incrementAndGet(),
                workload(1, artifact, command, Map.of()), Duration.ofSeconds(20)), line -> lines.add(line.text()));
        return new Ran(code, lines);
    }
}
