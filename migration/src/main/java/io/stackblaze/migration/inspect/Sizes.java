package io.stackblaze.migration.inspect;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

import io.stackblaze.blueprint.RateCard;
import io.stackblaze.heroku.inventory.Inventory;

/** Which size of ours holds what a size of Heroku's holds. */
final class Sizes {
    /** Memory in MiB, for when Heroku was not asked. */
    private static final Map<String, Integer> DYNOS = Map.ofEntries(Map.entry("eco", 512), Map.entry("basic", 512),
            Map.entry("free", 512), Map.entry("hobby", 512), Map.entry("standard-1x", 512),
            Map.entry("standard-2x", 1024), Map.entry("performance-m", 2560), Map.entry("performance-l", 14_336),
            Map.entry("performance-l-ram", 30_720), Map.entry("performance-xl", 63_488),
            Map.entry("performance-2xl", 129_024), Map.entry("private-s", 1024), Map.entry("private-m", 2560),
            Map.entry("private-l", 14_336), Map.entry("shield-s", 1024), Map.entry("shield-m", 2560),
            Map.entry("shield-l", 14_336));
    /** US cents a month, for when Heroku was not asked. */
    private static final Map<String, Integer> PRICES = Map.of("eco", 500, "basic", 700, "standard-1x", 2500,
            "standard-2x", 5000, "performance-m", 25_000, "performance-l", 50_000, "performance-l-ram", 50_000,
            "performance-xl", 75_000, "performance-2xl", 150_000);
    /** Memory of the number behind the tier, in MiB. */
    private static final Map<String, Integer> POSTGRES = Map.of("0", 4096, "2", 8192, "3", 15_360, "4", 30_720, "5",
            62_464, "6", 124_928, "7", 249_856, "8", 499_712, "9", 786_432);
    /** What a key-value store may hold, in MiB. */
    private static final Map<String, Integer> KEY_VALUE = Map.ofEntries(Map.entry("0", 50), Map.entry("1", 100),
            Map.entry("2", 250), Map.entry("3", 500), Map.entry("5", 1024), Map.entry("7", 7168),
            Map.entry("9", 10_240), Map.entry("10", 25_600), Map.entry("12", 51_200), Map.entry("14", 102_400));

    private Sizes() {}

    static int dynoMemory(Inventory app, String size) {
        return app.size(size).map(io.stackblaze.heroku.inventory.Size::megabytes).filter(memory -> memory > 0)
                .orElseGet(() -> DYNOS.getOrDefault(size.toLowerCase(Locale.ROOT), 512));
    }

    /** Of one dyno for a month; -1 when nobody knows. */
    static int dynoPrice(Inventory app, String size) {
        int known = app.size(size).map(io.stackblaze.heroku.inventory.Size::centsPerMonth).orElse(-1);
        return known >= 0 ? known : PRICES.getOrDefault(size.toLowerCase(Locale.ROOT), -1);
    }

    static int postgresMemory(String level) {
        return level.startsWith("essential") || level.matches("mini|basic|dev|hobby.*")
                ? 512
                : POSTGRES.getOrDefault(level.replaceFirst(".*-", ""), 4096);
    }

    static int keyValueMemory(String level) {
        return level.startsWith("mini") ? 25 : KEY_VALUE.getOrDefault(level.replaceFirst(".*-", ""), 512);
    }

    /** The smallest size with that much memory; the largest when none has. */
    static RateCard plan(int memory) {
        return Arrays.stream(RateCard.values()).filter(size -> size.memoryMiB() >= memory).findFirst()
                .orElse(RateCard.PROFESSIONAL);
    }

    /** Whether even our largest is smaller. */
    static boolean tooLarge(int memory) {
        return memory > RateCard.PROFESSIONAL.memoryMiB();
    }
}
