package io.stackblaze.engine.local.proc;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.time.Duration;
import java.util.Optional;

import com.sun.management.OperatingSystemMXBean;

/**
 * Gives memory back that large work left in this process, such as a full copy of a database: the serial collector would
 * keep it until it needs room again, which at rest it never does. One thread looks.
 */
public final class Leftovers {
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final double QUIET = 0.05;
    private static final long WORTH = 4L << 20;

    private final Optional<MemoryPoolMXBean> old = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals("Tenured Gen")).findFirst();
    private final OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private long lookedNanos = System.nanoTime();
    private long cpuNanos = process.getProcessCpuTime();
    private long settled;

    /** Looks, at most once a minute, and collects when the process was idle and it is worth it. */
    public void look() {
        long now = System.nanoTime();
        if (old.isEmpty() || now - lookedNanos < EVERY.toNanos()) {
            return;
        }
        long cpu = process.getProcessCpuTime();
        boolean quiet = cpu - cpuNanos < QUIET * (now - lookedNanos);
        lookedNanos = now;
        cpuNanos = cpu;
        if (quiet && old.get().getUsage().getUsed() > settled + WORTH) {
            collect(old.get());
        }
    }

    /** Twice: the serial collector drops softly held objects, and shrinks its heap, a little each time. */
    private void collect(MemoryPoolMXBean pool) {
        System.gc();
        System.gc();
        settled = pool.getUsage().getUsed();
    }
}
