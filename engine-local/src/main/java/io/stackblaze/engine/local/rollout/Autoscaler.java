package io.stackblaze.engine.local.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

import io.stackblaze.engine.Scaling;

/**
 * Chooses the number of instances from how busy they are: up at once, down only to what would have been enough for a
 * while. One
 * thread.
 */
final class Autoscaler {
    private record Wish(Instant at, int instances) {}

    /** So small a difference is noise. */
    private static final double TOLERANCE = 0.1;

    private final Duration calm;
    private final Deque<Wish> wishes = new ArrayDeque<>();

    Autoscaler(Duration calm) {
        this.calm = calm;
    }

    /**
     * @param running instances that serve
     * @param cpuPercent their average CPU use, in percent of their bound
     */
    int decide(Instant now, int running, double cpuPercent, Scaling scaling) {
        double ratio = cpuPercent / scaling.targetCpuPercent();
        int wish = Math.abs(ratio - 1) <= TOLERANCE ? running : (int) Math.ceil(running * ratio);
        wish = Math.clamp(wish, Math.max(1, scaling.min()), Math.max(1, scaling.max()));
        if (wishes.isEmpty()) {
            wishes.add(new Wish(now, running));
        }
        wishes.add(new Wish(now, wish));
        wishes.removeIf(old -> old.at().isBefore(now.minus(calm)));
        int enough = wishes.stream().mapToInt(Wish::instances).max().orElse(wish);
        return Math.clamp(wish > running ? wish : Math.min(running, enough), scaling.min(), scaling.max());
    }
}
