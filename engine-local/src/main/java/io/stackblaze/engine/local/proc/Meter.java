package io.stackblaze.engine.local.proc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Looks at what groups of processes use, all in one pass. One thread samples, any thread reads. */
public final class Meter {
    private static final double TICKS_PER_SECOND = 100;

    private record Sum(long ticks, long bytes) {}

    private Map<Integer, Sum> last = Map.of();
    private long lastNanos;
    private volatile Map<Integer, Usage> usage = Map.of();

    /**
     * What a group used.
     *
     * @param cpuPercent of one CPU, since the sample before
     * @param memoryBytes resident memory
     */
    public record Usage(double cpuPercent, long memoryBytes) {
        /** Nothing is known. */
        public static final Usage NONE = new Usage(0, 0);
    }

    /** What the processes of a root used lately. */
    public Usage of(int root) {
        return usage.getOrDefault(root, Usage.NONE);
    }

    /**
     * Looks once.
     *
     * @param roots pids; a group is a root's session and all that descend from it
     */
    public synchronized void sample(Set<Integer> roots) {
        long now = System.nanoTime();
        double seconds = Math.max(0.001, (now - lastNanos) / 1e9);
        var sums = new HashMap<Integer, Sum>();
        var all = Proc.all();
        var byPid = new HashMap<Integer, Proc>();
        all.forEach(process -> byPid.put(process.pid(), process));
        for (var process : all) {
            var root = root(process, byPid, roots);
            if (root != null) {
                sums.merge(root, new Sum(process.ticks(), process.residentBytes()),
                        (a, b) -> new Sum(a.ticks() + b.ticks(), a.bytes() + b.bytes()));
            }
        }
        var fresh = new HashMap<Integer, Usage>();
        sums.forEach((root, sum) -> {
            var before = last.get(root);
            double ticks = before == null ? 0 : Math.max(0, sum.ticks() - before.ticks());
            fresh.put(root, new Usage(100 * ticks / TICKS_PER_SECOND / seconds, sum.bytes()));
        });
        last = sums;
        lastNanos = now;
        usage = Map.copyOf(fresh);
    }

    private static @Nullable Integer root(Proc process, Map<Integer, Proc> byPid, Set<Integer> roots) {
        Proc at = process;
        for (int depth = 0; at != null && depth < 64; depth++) {
            for (int candidate : List.of(at.pid(), at.session())) {
                if (roots.contains(candidate)) {
                    return candidate;
                }
            }
            at = byPid.get(at.parent());
        }
        return null;
    }
}
