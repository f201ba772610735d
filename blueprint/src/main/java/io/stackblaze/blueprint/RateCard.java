package io.stackblaze.blueprint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The sizes that {@code plan} names, the same for every type of service. They bound each instance; they reserve
 * nothing.
 */
public enum RateCard {
    /** For a small process, and for trying things. */
    STARTER(512, 500, 700),
    /** Twice that. */
    BASIC(1024, 1000, 1500),
    /** What a service gets that names none. */
    STANDARD(4096, 2000, 4500),
    /** For real load. */
    PERFORMANCE(16_384, 4000, 14_000),
    /** The largest. */
    PROFESSIONAL(65_536, 8000, 49_000);

    private final int memoryMiB;
    private final int cpuMillis;
    private final int centsPerMonth;

    RateCard(int memoryMiB, int cpuMillis, int centsPerMonth) {
        this.memoryMiB = memoryMiB;
        this.cpuMillis = cpuMillis;
        this.centsPerMonth = centsPerMonth;
    }

    /** The size of that word; empty when there is none. */
    public static Optional<RateCard> of(String plan) {
        return Arrays.stream(values()).filter(size -> size.word().equals(plan)).findFirst();
    }

    /** All words, smallest first. */
    public static List<String> words() {
        return Arrays.stream(values()).map(RateCard::word).toList();
    }

    /** The word as it stands in a blueprint. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Memory bound of each instance in MiB. */
    public int memoryMiB() {
        return memoryMiB;
    }

    /** CPU bound of each instance in thousandths of a CPU. */
    public int cpuMillis() {
        return cpuMillis;
    }

    /** Price of one instance for a month, in US cents. */
    public int centsPerMonth() {
        return centsPerMonth;
    }
}
