package io.stackblaze.router;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Counts what passes to one service. Written by all event loops at once. */
final class ServiceMeter {
    private final LongAdder[] byStatusClass = adders(5);
    private final LongAdder[] byDuration = adders(Latency.BOUNDS_MICROS.size() + 1);
    private final LongAdder micros = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder started = new LongAdder();
    private final LongAdder ended = new LongAdder();

    void start() {
        started.increment();
    }

    void end(int status, long bodyBytes) {
        ended.increment();
        byStatusClass[Math.clamp(status / 100, 1, 5) - 1].increment();
        bytes.add(bodyBytes);
    }

    void took(long nanos) {
        long duration = nanos / 1_000;
        int at = Collections.binarySearch(Latency.BOUNDS_MICROS, (int) Math.min(duration, Integer.MAX_VALUE));
        byDuration[at >= 0 ? at : -at - 1].increment();
        micros.add(duration);
    }

    long inFlight() {
        return Math.max(0, started.sum() - ended.sum());
    }

    /** Requests answered with 1xx, 2xx, 3xx, 4xx and 5xx. */
    List<Long> statuses() {
        return Stream.of(byStatusClass).map(LongAdder::sum).toList();
    }

    ServiceTraffic traffic(String service, long held) {
        List<Long> statuses = statuses();
        var latency = new Latency(Stream.of(byDuration).map(LongAdder::sum).toList(), micros.sum());
        return new ServiceTraffic(service, statuses.stream().mapToLong(Long::longValue).sum(), statuses.get(4),
                inFlight(), held, bytes.sum(), latency);
    }

    private static LongAdder[] adders(int size) {
        LongAdder[] adders = new LongAdder[size];
        Arrays.setAll(adders, _ -> new LongAdder());
        return adders;
    }
}
