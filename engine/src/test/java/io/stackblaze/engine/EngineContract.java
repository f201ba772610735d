package io.stackblaze.engine;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * What every engine promises, as tests; each engine extends it in its own module. Programs are small Python and shell
 * scripts that the tests bring with them, run for real.
 */
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EngineContract {
    /** Answers with its variables; what it does wrong is told by them. */
    protected static final String WEB = """
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
    protected static final Duration SOON = Duration.ofSeconds(60);

    private static final AtomicInteger NAMES = new AtomicInteger();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<EnvironmentId> used = new CopyOnWriteArrayList<>();
    private final AtomicLong revision = new AtomicLong(1);

    /** The engine under test. */
    protected abstract Engine engine();

    /** Makes a build of these files, name to text. */
    protected abstract Artifact artifact(Map<String, String> files) throws IOException;

    /** Where public names are served, by the Host header. */
    protected abstract URI edge();

    /** How long a worker must live to be healthy with the engine under test. */
    protected abstract Duration workerHealthy();

    /** Lets go of what the tests used. */
    @AfterEach
    protected void removeNothingThatOthersUse() {
        // tests run at once; each removes its own environment in its own last line or is swept by the engine's module
    }

    /** A new environment. */
    protected EnvironmentId environment() {
        var id = new EnvironmentId("t" + NAMES.incrementAndGet() + "-" + ProcessHandle.current().pid(), "production");
        used.add(id);
        return id;
    }

    /** Environments that tests made, for the engine's module to remove. */
    protected List<EnvironmentId> used() {
        return used;
    }

    /** A revision above all before it. */
    protected long revision() {
        return revision.incrementAndGet();
    }

    /** A workload with enough of everything. */
    protected Workload workload(int release, Artifact artifact, String command, Map<String, String> env) {
        var all = new HashMap<>(env);
        all.putIfAbsent("PATH", "/usr/local/bin:/usr/bin:/bin");
        all.putIfAbsent("STACKBLAZE_RELEASE", Integer.toString(release));
        return new Workload(release, artifact, command, all, new Resources(256, 1000), Duration.ofSeconds(5));
    }

    /** A web service of {@link #WEB}. */
    protected WebSpec web(EnvironmentId id, int release, int instances, Map<String, String> env) throws IOException {
        return web(id, workload(release, artifact(Map.of("web.py", WEB)), "exec python3 web.py", env), instances);
    }

    /** A web service that executes that. */
    protected WebSpec web(EnvironmentId id, Workload workload, int instances) {
        var check = new Healthcheck("/health", Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofSeconds(40),
                3);
        return new WebSpec("web", workload, 8080, check, new Scaling(instances, instances, 70), List.of(host(id)));
    }

    /** A worker that runs a shell script. */
    protected WorkerSpec worker(int release, String script, int instances) throws IOException {
        return new WorkerSpec("worker",
                workload(release, artifact(Map.of("work.sh", script)), "exec sh work.sh", Map.of()),
                new Scaling(instances, instances, 70));
    }

    /** Public name of an environment's web service. */
    protected static String host(EnvironmentId id) {
        return "web." + id.project() + ".localhost";
    }

    /** Applies these services. */
    protected void apply(EnvironmentId id, ServiceSpec... services) {
        engine().apply(new EnvironmentSpec(id, revision(), List.of(services)));
    }

    /** Asks at the edge. */
    protected HttpResponse<String> get(EnvironmentId id, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(edge().resolve(path)).timeout(Duration.ofSeconds(30))
                .header("Host", host(id))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** What a service is now. */
    protected ServiceStatus status(EnvironmentId id, String service) {
        return engine().status(id).service(service).orElseThrow(() -> new AssertionError("no service " + service));
    }

    /** Waits until a service is as described; says what it is when it never comes. */
    protected ServiceStatus until(EnvironmentId id, String service, Predicate<ServiceStatus> as) {
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
    protected ServiceStatus live(EnvironmentId id, String service, int release) {
        return until(id, service, now -> now.rollout().equals(new Rollout.Live(release)));
    }

    /** Waits until a release was given up. */
    protected Rollout.Failed failed(EnvironmentId id, String service) {
        return (Rollout.Failed) until(id, service, now -> now.rollout() instanceof Rollout.Failed).rollout();
    }

    /** All lines that are kept of an environment. */
    protected List<LogLine> lines(EnvironmentId id) throws InterruptedException {
        var lines = new CopyOnWriteArrayList<LogLine>();
        try (var logs = engine().logs(id, new LogQuery(Set.of(), 10_000, false), lines::add)) {
            assertThat(logs.awaitEnd(SOON)).as("logs end by themselves").isTrue();
        }
        return lines;
    }

    /** What instances of a service wrote. */
    protected List<String> written(EnvironmentId id, String source) throws InterruptedException {
        return lines(id).stream().filter(line -> line.source().equals(source)).map(LogLine::text).toList();
    }

    private static long running(ServiceStatus status) {
        return status.instances().stream().filter(instance -> instance.state() == InstanceStatus.State.READY).count();
    }

    @Test
    void aWebServiceIsServedUnderItsNameOnceItIsHealthy() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of("COLOR", "green; echo $HOME 'x' \"y\" \\")));
        var status = live(id, "web", 1);
        assertThat(status.release()).isEqualTo(1);
        assertThat(status.instances()).singleElement().satisfies(instance -> {
            assertThat(instance.name()).isEqualTo("web.1");
            assertThat(instance.state()).isEqualTo(InstanceStatus.State.READY);
            assertThat(instance.release()).isEqualTo(1);
            assertThat(instance.startedAt()).isNotNull();
            assertThat(instance.restarts()).isZero();
        });
        var answer = get(id, "/");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"DYNO\": \"web.1\"", "\"PORT\": \"", "\"HOME\": \"",
                "\"COLOR\": \"green; echo $HOME 'x' \\\"y\\\" \\\\\"");
        engine().remove(id);
    }

    @Test
    void profileScriptsRunBeforeTheCommand() throws Exception {
        var id = environment();
        var artifact = artifact(Map.of("web.py", WEB, ".profile.d/color.sh", "export COLOR=from-profile\n"));
        apply(id, web(id, workload(1, artifact, "exec python3 web.py", Map.of()), 1));
        live(id, "web", 1);
        assertThat(get(id, "/").body()).contains("\"COLOR\": \"from-profile\"");
        engine().remove(id);
    }

    @Test
    void requestsAreLedToAServerOutsideAndBackWhileInstancesComeAndGo() throws Exception {
        var id = environment();
        try (var outside = new Elsewhere()) {
            apply(id, web(id, 1, 0, Map.of()));
            until(id, "web", now -> now.rollout().release() == 1 && now.instances().isEmpty());
            engine().divert(id, "web", new Diversion.Outside(outside.origin(), "shop-1234.herokuapp.test", 0));
            assertThat(get(id, "/cart").body()).isEqualTo("/cart of shop-1234.herokuapp.test for " + host(id));

            apply(id, web(id, 2, 1, Map.of()));
            live(id, "web", 2);
            assertThat(get(id, "/").body()).startsWith("/ of shop-1234.herokuapp.test");
            engine().divert(id, "web", new Diversion.Outside(outside.origin(), "shop-1234.herokuapp.test", 100));
            assertThat(get(id, "/").body()).contains("\"STACKBLAZE_RELEASE\": \"2\"");
            engine().divert(id, "web", new Diversion.Outside(outside.origin(), "shop-1234.herokuapp.test", 0));
            outside.stop();
            assertThat(get(id, "/").statusCode()).isEqualTo(502);

            engine().divert(id, "web", new Diversion.None());
            assertThat(get(id, "/").body()).contains("\"STACKBLAZE_RELEASE\": \"2\"");
            await().atMost(SOON).untilAsserted(() -> {
                var traffic = engine().edgeTraffic(id, "web");
                assertThat(traffic.outside().requests()).isEqualTo(3);
                assertThat(traffic.outside().errors()).isEqualTo(1);
                assertThat(traffic.outside().p95Millis()).isPositive();
                assertThat(traffic.here().requests()).isEqualTo(2);
                assertThat(traffic.here().errors()).isZero();
            });
        }
        engine().remove(id);
    }

    @Test
    void heldRequestsAreAnsweredByWhateverComesNextAndNoneWaitsLongerThanTold() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        engine().divert(id, "web", new Diversion.Hold(Duration.ofMinutes(1)));
        var held = new ArrayList<java.util.concurrent.CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < 20; i++) {
            held.add(client.sendAsync(HttpRequest.newBuilder(edge()).header("Host", host(id)).build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        await().atMost(SOON).until(() -> engine().edgeTraffic(id, "web").held() == 20);
        apply(id, web(id, 2, 1, Map.of("COLOR", "blue")));
        live(id, "web", 2);
        assertThat(engine().edgeTraffic(id, "web").held()).isEqualTo(20);
        engine().divert(id, "web", new Diversion.None());
        for (var answer : held) {
            assertThat(answer.get(30, java.util.concurrent.TimeUnit.SECONDS).body()).contains("\"COLOR\": \"blue\"");
        }
        var after = engine().edgeTraffic(id, "web");
        assertThat(after.held()).isZero();
        assertThat(after.longestHeldMillis()).isPositive();

        engine().divert(id, "web", new Diversion.Hold(Duration.ofMillis(200)));
        assertThat(get(id, "/").statusCode()).isEqualTo(503);
        engine().remove(id);
    }

    @Test
    void onlyWebServicesThatAreWantedAreDivertedAndOnlyToWhatIsAnOrigin() throws Exception {
        var id = environment();
        assertThatThrownBy(() -> engine().divert(id, "web", new Diversion.Hold(Duration.ofSeconds(1))))
                .isInstanceOf(EngineException.class);
        apply(id, web(id, 1, 0, Map.of()), worker(1, "sleep 1000", 0));
        for (var service : List.of("worker", "other")) {
            assertThatThrownBy(() -> engine().divert(id, service, new Diversion.Hold(Duration.ofSeconds(1))))
                    .isInstanceOf(EngineException.class).hasMessageContaining(service)
                    .extracting(e -> ((EngineException) e).code()).isEqualTo(EngineException.Code.NOT_FOUND);
        }
        for (var origin : List.of("ftp://shop.example", "https://user:secret@shop.example", "https://shop.example/p")) {
            assertThatThrownBy(() -> engine().divert(id, "web",
                    new Diversion.Outside(URI.create(origin), "shop.example", 0)))
                    .isInstanceOf(EngineException.class).hasMessageNotContaining("secret")
                    .extracting(e -> ((EngineException) e).code()).isEqualTo(EngineException.Code.INVALID);
        }
        assertThatThrownBy(() -> engine().divert(id, "web", new Diversion.Hold(Duration.ZERO)))
                .isInstanceOf(EngineException.class);

        engine().divert(id, "web", new Diversion.Hold(Duration.ofMillis(100)));
        apply(id, worker(1, "sleep 1000", 0));
        apply(id, web(id, 2, 1, Map.of()));
        live(id, "web", 2);
        assertThat(get(id, "/").statusCode()).as("a service that comes back is not diverted").isEqualTo(200);
        engine().remove(id);
    }

    @Test
    void anOlderRevisionIsIgnored() throws Exception {
        var id = environment();
        var spec = new EnvironmentSpec(id, revision() + 100, List.of(web(id, 2, 1, Map.of())));
        engine().apply(spec);
        engine().apply(new EnvironmentSpec(id, spec.revision() - 1, List.of(web(id, 1, 1, Map.of()))));
        live(id, "web", 2);
        assertThat(engine().status(id).revision()).isEqualTo(spec.revision());
        engine().remove(id);
    }

    @Test
    void nothingOlderThanTheNewestSpecIsReported() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        for (int release = 2; release < 12; release++) {
            apply(id, web(id, release, 1, Map.of()));
            assertThat(status(id, "web").rollout().release()).isEqualTo(release);
        }
        engine().remove(id);
    }

    @Test
    void anUnchangedWorkloadKeepsItsInstancesAndTakesTheNewNumber() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        var before = get(id, "/").body();
        apply(id, web(id, 2, 1, Map.of()));
        var status = live(id, "web", 2);
        assertThat(get(id, "/").body()).isEqualTo(before);
        assertThat(status.release()).isEqualTo(2);
        assertThat(status.instances()).singleElement().extracting(InstanceStatus::release).isEqualTo(2);
        engine().remove(id);
    }

    @Test
    void aRollLosesNoRequestAndNeverHasFewerInstancesThanWanted() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 2, Map.of()));
        live(id, "web", 1);
        var fewest = new AtomicInteger(2);
        var most = new AtomicInteger();
        try (var traffic = new Traffic(id);
                var watch = engine().watch(id, status -> status.service("web").ifPresent(web -> {
                    fewest.accumulateAndGet((int) running(web), Math::min);
                    most.accumulateAndGet((int) web.instances().stream()
                            .filter(instance -> instance.endedAt() == null).count(), Math::max);
                }))) {
            apply(id, web(id, 2, 2, Map.of("COLOR", "blue")));
            live(id, "web", 2);
            traffic.stop();
            assertThat(traffic.failures).as("of %d requests", traffic.count.get()).isEmpty();
            assertThat(traffic.count.get()).isPositive();
            assertThat(watch.awaitEnd(Duration.ZERO)).isFalse();
        }
        assertThat(fewest.get()).isEqualTo(2);
        assertThat(most.get()).isLessThanOrEqualTo(3);
        assertThat(get(id, "/").body()).contains("\"COLOR\": \"blue\"");
        engine().remove(id);
    }

    @Test
    void aRequestInFlightIsFinishedBeforeItsInstanceEnds() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        var slow = client.sendAsync(
                HttpRequest.newBuilder(edge().resolve("/slow?2.5")).header("Host", host(id)).build(),
                HttpResponse.BodyHandlers.ofString());
        apply(id, web(id, 2, 1, Map.of("COLOR", "blue")));
        live(id, "web", 2);
        assertThat(slow.join().statusCode()).isEqualTo(200);
        assertThat(slow.join().body()).contains("\"STACKBLAZE_RELEASE\": \"1\"");
        engine().remove(id);
    }

    @Test
    void aReleaseThatEndsAtOnceIsGivenUpWithCauseAndLastLinesWhileTheOldOneServes() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        apply(id, web(id, 2, 1, Map.of("FAIL", "exit")));
        var failed = failed(id, "web");
        assertThat(failed.release()).isEqualTo(2);
        assertThat(failed.cause()).startsWith("exited with code 1 after ");
        assertThat(failed.lastLines()).contains("cannot find the stars");
        assertThat(status(id, "web").release()).isEqualTo(1);
        assertThat(get(id, "/").body()).contains("\"STACKBLAZE_RELEASE\": \"1\"");
        until(id, "web", now -> now.instances().stream().allMatch(
                instance -> instance.release() == 1 || instance.endedAt() != null));
        engine().remove(id);
    }

    @Test
    void theReleaseAfterAFailedOneIsTakenAndSoIsTheOneBefore() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        apply(id, web(id, 2, 1, Map.of("FAIL", "exit")));
        failed(id, "web");
        apply(id, web(id, 3, 1, Map.of()));
        live(id, "web", 3);
        apply(id, web(id, 4, 1, Map.of("FAIL", "exit")));
        failed(id, "web");
        apply(id, web(id, 5, 1, Map.of("COLOR", "blue")));
        live(id, "web", 5);
        engine().remove(id);
    }

    @Test
    void aFirstReleaseThatFailsLeavesNothingBehindAndAnExplanation() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 2, Map.of("FAIL", "exit")));
        assertThat(failed(id, "web").cause()).startsWith("exited with code 1 after ");
        assertThat(status(id, "web").release()).isZero();
        until(id, "web", now -> now.instances().stream().noneMatch(instance -> instance.endedAt() == null));
        assertThat(get(id, "/").statusCode()).isEqualTo(503);
        engine().remove(id);
    }

    @Test
    void aReleaseThatAnswersBadlyIsGivenUpWithTheAnswer() throws Exception {
        var id = environment();
        var spec = web(id, 1, 1, Map.of("STATUS", "500"));
        apply(id, new WebSpec("web", spec.workload(), 8080,
                new Healthcheck("/health", Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(15), 3),
                spec.scaling(), spec.hostnames()));
        assertThat(failed(id, "web").cause()).isEqualTo("answered 500 to GET /health");
        engine().remove(id);
    }

    @Test
    void anInstanceThatEndsIsStartedAgainAndALineSaysWhy() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        assertThat(get(id, "/exit").statusCode()).isGreaterThanOrEqualTo(500);
        var status = until(id, "web", now -> now.instances().stream()
                .anyMatch(instance -> instance.restarts() == 1 && instance.state() == InstanceStatus.State.READY));
        assertThat(status.rollout()).isEqualTo(new Rollout.Live(1));
        assertThat(status.instances().getFirst().reason()).startsWith("exited with code 7 after ");
        assertThat(written(id, "platform")).filteredOn(line -> line.contains("exited with code 7")).hasSize(1);
        assertThat(get(id, "/").statusCode()).isEqualTo(200);
        engine().remove(id);
    }

    @Test
    void aWorkerThatKeepsEndingIsStartedAgainWithGrowingPauses() throws Exception {
        var id = environment();
        apply(id, worker(1, "sleep 1000", 1));
        live(id, "worker", 1);
        apply(id, worker(2, "echo up; sleep " + (workerHealthy().toMillis() / 1000.0 + 1) + "; exit 3", 1));
        live(id, "worker", 2);
        var status = until(id, "worker", now -> now.instances().stream()
                .anyMatch(instance -> instance.state() == InstanceStatus.State.BACKOFF));
        assertThat(status.instances().getFirst().reason()).startsWith("exited with code 3");
        assertThat(status.instances().getFirst().exitCode()).isEqualTo(3);
        engine().remove(id);
    }

    @Test
    void aWorkerThatDiesBeforeItCountsAsHealthyFailsItsRelease() throws Exception {
        var id = environment();
        apply(id, worker(1, "echo going; exit 4", 1));
        var failed = failed(id, "worker");
        assertThat(failed.cause()).startsWith("exited with code 4 after ");
        assertThat(failed.lastLines()).contains("going");
        engine().remove(id);
    }

    @Test
    void scalingStartsAndDrainsInstancesAndZeroStopsThem() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        apply(id, web(id, 1, 3, Map.of()));
        until(id, "web", now -> running(now) == 3);
        assertThat(status(id, "web").instances()).extracting(InstanceStatus::name).contains("web.1", "web.2", "web.3");
        apply(id, web(id, 1, 1, Map.of()));
        until(id, "web", now -> running(now) == 1
                && now.instances().stream().filter(instance -> instance.endedAt() == null).count() == 1);
        apply(id, web(id, 1, 0, Map.of()));
        until(id, "web", now -> now.rollout().equals(new Rollout.Stopped(1)) && running(now) == 0);
        assertThat(get(id, "/").statusCode()).isEqualTo(503);
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        assertThat(get(id, "/").statusCode()).isEqualTo(200);
        engine().remove(id);
    }

    @Test
    void anInstanceThatIgnoresSigtermIsKilledAfterItsGrace() throws Exception {
        var id = environment();
        var spec = worker(1, "trap '' TERM; echo up; while true; do sleep 0.1; done", 1);
        var workload = new Workload(1, spec.workload().artifact(), spec.workload().command(), spec.workload().env(),
                spec.workload().resources(), Duration.ofSeconds(1));
        apply(id, new WorkerSpec("worker", workload, spec.scaling()));
        live(id, "worker", 1);
        await().atMost(SOON).until(() -> written(id, "worker.1").contains("up"));
        apply(id, new WorkerSpec("worker", workload, new Scaling(0, 0, 70)));
        var status = until(id, "worker", now -> now.rollout().equals(new Rollout.Stopped(1))
                && now.instances().stream().allMatch(instance -> instance.endedAt() != null));
        assertThat(status.instances()).first().extracting(InstanceStatus::exitCode).isEqualTo(137);
        engine().remove(id);
    }

    @Test
    void aRestartReplacesEveryInstanceWithoutLosingARequest() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        var before = get(id, "/").body();
        try (var traffic = new Traffic(id)) {
            engine().restart(id, "web");
            until(id, "web", now -> !now.rollout().equals(new Rollout.Live(1)));
            live(id, "web", 1);
            traffic.stop();
            assertThat(traffic.failures).as("of %d requests", traffic.count.get()).isEmpty();
        }
        assertThat(get(id, "/").body()).isNotEqualTo(before);
        engine().remove(id);
    }

    @Test
    void servicesReachEachOtherByPrivateNamesWithinTheirEnvironmentOnly() throws Exception {
        var one = environment();
        var other = environment();
        var artifact = artifact(Map.of("web.py", WEB));
        apply(one, web(one, 1, 1, Map.of()));
        var api = web(other, 1, 1, Map.of());
        apply(other, new WebSpec("api", api.workload(), 9000, api.healthcheck(), api.scaling(), List.of()));
        live(one, "web", 1);
        live(other, "api", 1);
        var fetch = "exec python3 -c \"import sys,urllib.request as r; print(r.urlopen(sys.argv[1]).status)\" ";
        for (var url : List.of("http://web.internal:8080/", "http://web:8080/")) {
            assertThat(run(one, artifact, fetch + url)).as(url).isEqualTo(new Ran(0, List.of("200")));
        }
        for (var url : List.of("http://api.internal:9000/", "http://api:9000/")) {
            assertThat(run(one, artifact, fetch + url).code()).as(url).isEqualTo(1);
        }
        engine().remove(one);
        engine().remove(other);
    }

    private record Ran(int code, List<String> lines) {}

    private Ran run(EnvironmentId id, Artifact artifact, String command) {
        var lines = new ArrayList<String>();
        int code = engine().run(new OneOff(id, "web", "run." + NAMES.incrementAndGet(),
                workload(1, artifact, command, Map.of()), Duration.ofSeconds(20)), line -> lines.add(line.text()));
        return new Ran(code, lines);
    }

    @Test
    void aOneOffGivesItsOutputAsItComesAndItsExitCode() throws Exception {
        var id = environment();
        var artifact = artifact(Map.of("hello.txt", "hello from the build\n"));
        assertThat(run(id, artifact, "cat hello.txt; echo second; exit 5"))
                .isEqualTo(new Ran(5, List.of("hello from the build", "second")));
        assertThat(run(id, artifact, "kill -9 $$").code()).isEqualTo(137);
        assertThat(run(id, artifact, "no-such-command-here").code()).isEqualTo(127);
        engine().remove(id);
    }

    @Test
    void aOneOffThatTakesTooLongIsStoppedAndGives124() throws Exception {
        var id = environment();
        var artifact = artifact(Map.of("a", "b"));
        var lines = new ArrayList<String>();
        int code = engine().run(new OneOff(id, "web", "run.7", workload(1, artifact, "echo going; sleep 60", Map.of()),
                Duration.ofSeconds(4)), line -> lines.add(line.text()));
        assertThat(code).isEqualTo(124);
        assertThat(lines).contains("going");
        engine().remove(id);
    }

    @Test
    void logsComeInOrderWithTheirSourceAndGoOnLive() throws Exception {
        var id = environment();
        apply(id, worker(1, "for i in 1 2 3 4 5; do echo line $i; done; while true; do sleep 0.2; echo more; done", 1));
        live(id, "worker", 1);
        await().atMost(SOON).until(() -> written(id, "worker.1").size() >= 5);
        assertThat(written(id, "worker.1")).startsWith("line 1", "line 2", "line 3", "line 4", "line 5");
        var followed = new CopyOnWriteArrayList<LogLine>();
        try (var logs = engine().logs(id, new LogQuery(Set.of("worker"), 1, true), followed::add)) {
            await().atMost(SOON).until(() -> followed.size() >= 4);
            assertThat(logs.awaitEnd(Duration.ZERO)).isFalse();
        }
        assertThat(followed).allSatisfy(line -> assertThat(line.service()).isEqualTo("worker"));
        engine().remove(id);
    }

    @Test
    void hugeLinesComeInPiecesAndBinaryOutputBecomesText() throws Exception {
        var id = environment();
        var artifact = artifact(Map.of("out.py", """
                import sys
                sys.stdout.buffer.write(b"x" * 40000 + b"\\n" + bytes(range(256)) + b"\\nlast without end")
                """));
        var lines = new ArrayList<String>();
        assertThat(engine().run(new OneOff(id, "web", "run.1", workload(1, artifact, "python3 out.py", Map.of()), SOON),
                line -> lines.add(line.text()))).isZero();
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.getBytes(java.nio.charset.StandardCharsets.UTF_8).length).isLessThanOrEqualTo(16 * 1024);
            assertThat(line).doesNotContain("\n", "\0");
        });
        assertThat(String.join("", lines)).startsWith("x".repeat(40_000)).endsWith("last without end");
        engine().remove(id);
    }

    @Test
    void aCronJobRunsOnceForItsTickAndKeepsItsHistory() throws Exception {
        var id = environment();
        var workload = workload(1, artifact(Map.of("a", "b")), "echo tick; exit 6", Map.of());
        apply(id, new CronSpec("total", workload, "* * * * *", ZoneOffset.UTC, CronSpec.Concurrency.FORBID,
                Duration.ofSeconds(30), false));
        var waiting = until(id, "total", now -> now.rollout().equals(new Rollout.Live(1)));
        assertThat(waiting.next()).isNotNull();
        await().atMost(Duration.ofSeconds(75)).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            assertThat(status(id, "total").instances()).singleElement().satisfies(run -> {
                assertThat(run.name()).isEqualTo("total.1");
                assertThat(run.state()).isEqualTo(InstanceStatus.State.FAILED);
                assertThat(run.exitCode()).isEqualTo(6);
            });
        });
        assertThat(written(id, "total.1")).containsExactly("tick");
        apply(id, new CronSpec("total", workload, "* * * * *", ZoneOffset.UTC, CronSpec.Concurrency.FORBID,
                Duration.ofSeconds(30), true));
        until(id, "total", now -> now.next() == null && now.rollout().equals(new Rollout.Stopped(1)));
        engine().remove(id);
    }

    @Test
    void removingAnEnvironmentStopsAndForgetsIt() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()), worker(1, "sleep 1000", 1));
        live(id, "web", 1);
        assertThat(engine().environments()).contains(id);
        engine().remove(id);
        assertThat(engine().environments()).doesNotContain(id);
        assertThat(engine().status(id).revision()).isZero();
        assertThat(engine().status(id).services()).isEmpty();
        assertThat(get(id, "/").statusCode()).isEqualTo(404);
        engine().remove(id);
    }

    @Test
    void aServiceThatIsInTheSpecNoMoreIsTakenDown() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()), worker(1, "sleep 1000", 1));
        live(id, "worker", 1);
        apply(id, web(id, 1, 1, Map.of()));
        await().atMost(SOON).until(() -> engine().status(id).service("worker").isEmpty());
        live(id, "web", 1);
        engine().remove(id);
    }

    @Test
    void watchingTellsTheStatusNowAndAfterEachChange() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        var seen = new CopyOnWriteArrayList<EnvironmentStatus>();
        try (var watch = engine().watch(id, seen::add)) {
            await().atMost(SOON).until(() -> !seen.isEmpty());
            assertThat(seen.getFirst().service("web").orElseThrow().rollout()).isEqualTo(new Rollout.Live(1));
            apply(id, web(id, 2, 1, Map.of("COLOR", "blue")));
            await().atMost(SOON).until(() -> seen.getLast().service("web").orElseThrow().rollout()
                    .equals(new Rollout.Live(2)));
            assertThat(watch.awaitEnd(Duration.ZERO)).isFalse();
        }
        assertThat(seen).anyMatch(status -> status.service("web").orElseThrow().rollout() instanceof Rollout.Rolling);
        engine().remove(id);
    }

    @Test
    void whatCannotRunIsRefusedWithEveryFault() {
        var id = environment();
        var bad = workload(1, new Artifact("a", "/does/not/exist"), "true", Map.of("A B", "x"));
        var spec = new EnvironmentSpec(id, revision(), List.of(new CronSpec("job", bad, "every day", ZoneOffset.UTC,
                CronSpec.Concurrency.FORBID, Duration.ofSeconds(1), false)));
        assertThatThrownBy(() -> engine().apply(spec)).isInstanceOf(EngineException.class)
                .hasMessageContaining("'A B'").hasMessageContaining("every day").extracting("code")
                .isEqualTo(EngineException.Code.INVALID);
        assertThat(engine().status(id).revision()).isZero();
    }

    @Test
    void whatIsNotThereIsSaidToBeNotThere() {
        var id = environment();
        assertThatThrownBy(() -> engine().restart(id, "web")).isInstanceOf(EngineException.class).extracting("code")
                .isEqualTo(EngineException.Code.NOT_FOUND);
        assertThatThrownBy(() -> engine().destroyDatastore(id, "db")).isInstanceOf(EngineException.class)
                .extracting("code").isEqualTo(EngineException.Code.NOT_FOUND);
    }

    /** Requests one after the other, on one connection, until stopped. */
    protected final class Traffic implements AutoCloseable {
        /** What went wrong. */
        public final List<String> failures = new CopyOnWriteArrayList<>();
        /** How many requests were sent. */
        public final AtomicInteger count = new AtomicInteger();
        private final AtomicBoolean going = new AtomicBoolean(true);
        private final Thread thread;

        /** Begins. */
        public Traffic(EnvironmentId id) {
            thread = Thread.ofVirtual().start(() -> {
                while (going.get()) {
                    try {
                        var answer = get(id, "/");
                        if (answer.statusCode() != 200) {
                            failures.add(answer.statusCode() + " " + answer.body());
                        }
                    } catch (IOException e) {
                        failures.add(e.toString());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return;
                    }
                    count.incrementAndGet();
                }
            });
        }

        /** Ends it, and waits for the last answer. */
        public void stop() throws InterruptedException {
            going.set(false);
            thread.join(SOON);
        }

        @Override
        public void close() {
            going.set(false);
        }
    }

    /** A server that knows nothing of the engine. */
    private static final class Elsewhere implements AutoCloseable {
        private final com.sun.net.httpserver.HttpServer server;

        Elsewhere() throws IOException {
            server = com.sun.net.httpserver.HttpServer
                    .create(new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                try (exchange) {
                    var headers = exchange.getRequestHeaders();
                    var body = "%s of %s for %s".formatted(exchange.getRequestURI(), headers.getFirst("Host"),
                            headers.getFirst("X-Forwarded-Host")).getBytes(java.nio.charset.StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
            });
            server.start();
        }

        URI origin() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        void stop() {
            server.stop(0);
        }

        @Override
        public void close() {
            stop();
        }
    }
}
