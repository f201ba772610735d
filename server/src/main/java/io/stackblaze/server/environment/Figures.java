package io.stackblaze.server.environment;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.stackblaze.engine.EnvironmentId;
import org.jspecify.annotations.Nullable;

/** CPU, memory, requests, errors and latency of services over time; an engine that measures offers it. */
public interface Figures {
    /** Nothing is measured. */
    Figures NONE = (_, _, _) -> List.of();

    /**
     * The newest figures.
     *
     * @param services names; empty for all
     * @param window how far back
     */
    List<Series> figures(EnvironmentId id, Set<String> services, Duration window);

    /** One service's points, oldest first. */
    record Series(String service, List<Point> points) {}

    /**
     * One moment; what was not measured is null.
     *
     * @param cpuPercent of one CPU, over all instances
     * @param memoryBytes over all instances
     * @param requests since the point before
     * @param errors of them, answers with 5xx
     */
    record Point(Instant at, @Nullable Double cpuPercent, @Nullable Long memoryBytes, @Nullable Long requests,
            @Nullable Long errors, @Nullable Double p50Ms, @Nullable Double p99Ms) {}
}
