package io.stackblaze.router;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** A router on free ports of this machine, and what its access log heard. */
final class RouterFixture implements AutoCloseable {
    static final Limits QUICK = new Limits(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(30),
            8 * 1024, 4, Duration.ofSeconds(2));

    private final Router router;
    private final Queue<AccessLog.Entry> log = new ConcurrentLinkedQueue<>();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10)).build();

    RouterFixture(Limits limits) throws IOException {
        this(limits, Outward.DEFAULT);
    }

    RouterFixture(Limits limits, Outward outward) throws IOException {
        router = Router.start(new RouterConfig("127.0.0.1", 0, -1, null, limits, outward), log::add,
                Clock.systemUTC());
    }

    RouterFixture() throws IOException {
        this(Limits.DEFAULT);
    }

    Router router() {
        return router;
    }

    HttpClient client() {
        return client;
    }

    /** Serves {@code 127.0.0.1}, the only name for which a client needs no resolver. */
    RouterFixture serve(TestBackend... backends) {
        return route(new Route.Target.Serve(Stream.of(backends).map(TestBackend::backend).toList()));
    }

    RouterFixture route(Route.Target target) {
        router.apply(new RouteTable(Map.of("127.0.0.1", new Route("shop/production/web", target))));
        return this;
    }

    /** What passed to the only service so far. */
    ServiceTraffic traffic() {
        return router.traffic().getFirst();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + router.httpPort() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    RawClient raw() throws IOException {
        return new RawClient(router);
    }

    List<AccessLog.Entry> log() {
        return List.copyOf(log);
    }

    @Override
    public void close() {
        client.shutdownNow();
        router.close();
    }
}
