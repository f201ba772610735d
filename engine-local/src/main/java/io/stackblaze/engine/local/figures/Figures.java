package io.stackblaze.engine.local.figures;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.EnvironmentStatus;
import io.stackblaze.engine.InstanceStatus;
import io.stackblaze.engine.ServiceStatus;
import io.stackblaze.router.ServiceTraffic;
import org.jspecify.annotations.Nullable;

/** The figures of every service, a point every few seconds, the oldest forgotten. Any thread. */
public final class Figures {
    /** Time between two points. */
    public static final Duration EVERY = Duration.ofSeconds(10);
    /** Two hours of them. */
    private static final int KEPT = 720;

    private final Map<String, Deque<Point>> points = new HashMap<>();
    private Map<String, ServiceTraffic> before = Map.of();
    private @Nullable Instant last;

    /** Adds a point for each service, and forgets services that are gone. */
    public synchronized void add(Instant now, List<EnvironmentStatus> environments, List<ServiceTraffic> traffic) {
        var served = traffic.stream().collect(Collectors.toMap(ServiceTraffic::service, one -> one, (a, _) -> a));
        double seconds = last == null ? EVERY.toSeconds() : Math.max(0.1, Duration.between(last, now).toMillis() / 1e3);
        var seen = new HashMap<String, ServiceStatus>();
        for (var environment : environments) {
            environment.services().forEach(service -> seen.put(environment.id() + "/" + service.service(), service));
        }
        points.keySet().retainAll(seen.keySet());
        seen.forEach((label, service) -> {
            var kept = points.computeIfAbsent(label, _ -> new ArrayDeque<>());
            kept.addLast(point(now, service, before.get(label), served.get(label), seconds));
            if (kept.size() > KEPT) {
                kept.removeFirst();
            }
        });
        before = served;
        last = now;
    }

    private static Point point(Instant now, ServiceStatus service, @Nullable ServiceTraffic before,
            @Nullable ServiceTraffic after, double seconds) {
        var living = service.instances().stream().filter(instance -> instance.endedAt() == null)
                .filter(instance -> instance.startedAt() != null).toList();
        double cpu = living.stream().mapToDouble(InstanceStatus::cpuPercent).sum();
        long memory = living.stream().mapToLong(InstanceStatus::memoryBytes).sum();
        if (after == null) {
            return new Point(now, living.size(), cpu, memory, 0, 0, 0, 0);
        }
        var latency = before == null ? after.latency() : after.latency().since(before.latency());
        long requests = after.requests() - (before == null ? 0 : before.requests());
        long errors = after.errors() - (before == null ? 0 : before.errors());
        return new Point(now, living.size(), cpu, memory, Math.max(0, requests) / seconds,
                Math.max(0, errors) / seconds,
                latency.quantile(0.5).toNanos() / 1e6, latency.quantile(0.99).toNanos() / 1e6);
    }

    /** The points of each service of an environment, oldest first. */
    public synchronized Map<String, List<Point>> of(EnvironmentId id) {
        var found = new TreeMap<String, List<Point>>();
        var prefix = id + "/";
        points.forEach((label, kept) -> {
            if (label.startsWith(prefix)) {
                found.put(label.substring(prefix.length()), List.copyOf(kept));
            }
        });
        return found;
    }
}
