package io.stackblaze.engine.local.environment;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.stackblaze.router.AccessLog;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RequestLogTest {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private static AccessLog.Entry request(int second, int status, String path) {
        return new AccessLog.Entry(Instant.ofEpochSecond(second), "shop/production/web", "web-1", "192.0.2.7", "GET",
                "web.shop.localhost", path, "http", status, 10, Duration.ofMillis(3), "id", null);
    }

    @Test
    void manyRequestsAreCountedInsteadOfListedButFailuresAreNot() {
        try (var log = new RequestLog()) {
            log.start((service, line) -> lines.add(service + " " + line));
            for (int i = 0; i < 200; i++) {
                log.finished(request(1, 200, "/ok"));
            }
            log.finished(request(1, 502, "/bad"));
            log.finished(request(2, 200, "/next"));
            await().atMost(Duration.ofSeconds(10)).until(() -> lines.stream().anyMatch(line -> line.contains("/next")));
        }
        assertThat(lines).filteredOn(line -> line.contains("/ok")).hasSize(20);
        assertThat(lines).filteredOn(line -> line.contains("/bad")).hasSize(1);
        assertThat(lines).contains("shop/production/web 180 more requests had no line of their own");
    }
}
