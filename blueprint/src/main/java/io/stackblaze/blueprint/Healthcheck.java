package io.stackblaze.blueprint;

import java.time.Duration;

/** The keys of {@code healthcheck}: GET {@code path} on the service's port; 2xx and 3xx are healthy. */
public record Healthcheck(String path, Duration interval, Duration timeout, Duration grace, int unhealthyAfter) {
    /** What holds when nothing is given. */
    public static final Healthcheck DEFAULT = new Healthcheck("/", Duration.ofSeconds(10), Duration.ofSeconds(5),
            Duration.ofSeconds(60), 3);
}
