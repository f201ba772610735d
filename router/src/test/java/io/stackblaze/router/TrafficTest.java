package io.stackblaze.router;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What the router counts and tells. */
class TrafficTest {
    @Test
    void requestsErrorsAndBytesAreCountedByService() throws Exception {
        try (RouterFixture router = new RouterFixture();
                TestBackend backend = TestBackend.start("web-1",
                        (request, connection) -> connection.answer(request.target().equals("/bad") ? 500 : 200,
                                "12345"))) {
            router.serve(backend);
            router.get("/");
            router.get("/bad");
            router.raw().send("GET / HTTP/1.1\r\nHost: elsewhere\r\n\r\n").answer();

            await().untilAsserted(() -> assertThat(router.router().traffic()).singleElement().satisfies(traffic -> {
                assertThat(traffic.service()).isEqualTo("shop/production/web");
                assertThat(traffic.requests()).isEqualTo(2);
                assertThat(traffic.errors()).isEqualTo(1);
                assertThat(traffic.inFlight()).isZero();
                assertThat(traffic.bytes()).isEqualTo(10);
                assertThat(traffic.latency().count()).isEqualTo(2);
                assertThat(traffic.p99()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(5));
            }));
            assertThat(router.router().metrics())
                    .contains("stackblaze_router_requests_total{service=\"shop/production/web\",status=\"2xx\"} 1\n")
                    .contains("stackblaze_router_requests_total{service=\"shop/production/web\",status=\"5xx\"} 1\n")
                    .contains("stackblaze_router_requests_total{service=\"-\",status=\"4xx\"} 1\n")
                    .contains("stackblaze_router_answer_bytes_total{service=\"shop/production/web\"} 10\n")
                    .contains(
                            "stackblaze_router_request_duration_seconds_bucket{service=\"shop/production/web\",le=\"+Inf\"} 2\n")
                    .contains("stackblaze_router_request_duration_seconds_count{service=\"shop/production/web\"} 2\n")
                    .contains("# TYPE stackblaze_router_in_flight gauge\n");
            assertThat(router.router().metrics().lines()).allMatch(
                    line -> line.startsWith("# ") || line.matches("[a-z0-9_]+(\\{[^}]*})? [0-9.]+"));
        }
    }

    @Test
    void aServiceThatNoTableNamesIsForgotten() throws Exception {
        try (RouterFixture router = new RouterFixture()) {
            router.route(new Route.Target.Stopped());
            router.get("/");
            router.router().apply(new RouteTable(Map.of()));

            await().untilAsserted(() -> {
                router.router().apply(new RouteTable(Map.of()));
                assertThat(router.router().traffic()).isEmpty();
            });
        }
    }

    @Test
    void theAccessLogHearsTheWholeStory() throws Exception {
        try (RouterFixture router = new RouterFixture(); TestBackend backend = TestBackend.saying("hello")) {
            router.serve(backend).get("/orders?token=secret", "x-request-id", "0123456789-0123456789");

            await().untilAsserted(() -> assertThat(router.log()).singleElement().satisfies(entry -> {
                assertThat(entry.line()).startsWith("at=info method=GET path=\"/orders\" host=127.0.0.1 "
                        + "request_id=0123456789-0123456789 fwd=\"127.0.0.1\" instance=hello service=")
                        .endsWith("ms status=200 bytes=5 protocol=http").doesNotContain("secret");
                assertThat(entry.service()).isEqualTo("shop/production/web");
                assertThat(entry.duration()).isPositive();
            }));
        }
    }

    @Property(tries = 200)
    void quantilesAreRightToTheWidthOfTheirBucket(
            @ForAll @Size(min = 1, max = 200) List<@LongRange(min = 1, max = 50_000_000) Long> micros) {
        var meter = new ServiceMeter();
        micros.forEach(duration -> meter.took(duration * 1_000));
        Latency latency = meter.traffic("s", 0).latency();

        assertThat(latency.count()).isEqualTo(micros.size());
        for (double share : new double[]{0.01, 0.5, 0.99, 1}) {
            long exact = LongStream.of(micros.stream().mapToLong(Long::longValue).toArray()).sorted()
                    .skip(Math.max(0, (long) Math.ceil(share * micros.size()) - 1)).findFirst().orElseThrow();
            int bucket = 0;
            while (Latency.BOUNDS_MICROS.get(bucket) < exact) {
                bucket++;
            }
            long below = bucket == 0 ? 0 : Latency.BOUNDS_MICROS.get(bucket - 1);
            assertThat(latency.quantile(share)).isBetween(Duration.ofNanos(below * 1_000),
                    Duration.ofNanos(Latency.BOUNDS_MICROS.get(bucket) * 1_000L));
        }
    }

    @Test
    void theDifferenceOfTwoSnapshotsIsTheTimeBetween() {
        var meter = new ServiceMeter();
        meter.took(Duration.ofMillis(1).toNanos());
        Latency before = meter.traffic("s", 0).latency();
        meter.took(Duration.ofSeconds(1).toNanos());

        Latency between = meter.traffic("s", 0).latency().since(before);
        assertThat(between.count()).isEqualTo(1);
        assertThat(between.quantile(0.5)).isBetween(Duration.ofMillis(750), Duration.ofSeconds(1));
        assertThat(before.since(before).quantile(0.99)).isZero();
    }

    @Test
    void aTakenPortIsReportedWithItsHolder() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            long pid = ProcessHandle.current().pid();

            assertThat(PortHolder.of(port)).get().satisfies(holder -> assertThat(holder.pid()).isEqualTo(pid));
            assertThatThrownBy(
                    () -> Router.start(new RouterConfig("127.0.0.1", port, -1, null, Limits.DEFAULT)))
                    .isInstanceOf(IOException.class).hasMessageContaining("cannot listen on 127.0.0.1:" + port)
                    .hasMessageMatching(".*port " + port + " is taken by .+ \\(pid " + pid + "\\)");
        }
    }

    @Test
    void aPortThatNobodyHoldsHasNoHolder() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThat(PortHolder.of(port)).isEmpty();
        assertThat(PortHolder.describe(port)).isEqualTo("port " + port + " is taken by another process");
    }

    @Property
    void linesOfTheSocketTableOfAnyShapeAreRead(@ForAll String line, @ForAll int port) {
        Set<String> sockets = new HashSet<>();
        PortHolder.addListener(line, port, sockets);
        PortHolder.addListener("0: 0100007F:1F90 00000000:0000 0A 0:0 00:0 0 0 0 4242 1", 8080, sockets);

        assertThat(sockets).contains("socket:[4242]");
    }
}
