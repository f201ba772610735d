package io.stackblaze.heroku.emulator.account;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What Heroku sells: dyno sizes and plans of add-ons, with prices per month in cents. */
public final class Catalog {
    private static final Map<String, Size> SIZES = sizes();
    private static final Map<String, Integer> PRICES = Map.ofEntries(Map.entry("heroku-postgresql:essential-0", 500),
            Map.entry("heroku-postgresql:essential-1", 900), Map.entry("heroku-postgresql:essential-2", 2000),
            Map.entry("heroku-postgresql:standard-0", 5000), Map.entry("heroku-postgresql:standard-2", 20_000),
            Map.entry("heroku-postgresql:premium-0", 20_000), Map.entry("heroku-postgresql:premium-2", 35_000),
            Map.entry("heroku-postgresql:advanced", 6000), Map.entry("heroku-redis:mini", 300),
            Map.entry("heroku-redis:premium-0", 1500), Map.entry("heroku-redis:premium-1", 3000),
            Map.entry("heroku-redis:premium-2", 6000), Map.entry("papertrail:choklad", 0),
            Map.entry("papertrail:fixa", 700), Map.entry("scheduler:standard", 0), Map.entry("sendgrid:starter", 0),
            Map.entry("quotaguardstatic:micro", 1900), Map.entry("newrelic:wayne", 0),
            Map.entry("memcachier:dev", 0), Map.entry("bonsai:sandbox-10", 0),
            Map.entry("heroku-kafka:basic-0", 10_000),
            Map.entry("cloudinary:starter", 0), Map.entry("sentry:f1", 0));

    private Catalog() {}

    /**
     * A size of dynos.
     *
     * @param name as {@code Standard-1X}
     * @param gigabytes memory
     * @param compute share of a processor, in Heroku's units
     * @param cents price of a month; none in a contract
     * @param generation {@code cedar} or {@code fir}
     */
    public record Size(String name, double gigabytes, int compute, int cents, String generation) {
        /** Whether it is for private spaces alone. */
        public boolean isPrivate() {
            return name.startsWith("Private-") || name.startsWith("Shield-");
        }

        /** Whether it has its machine to itself. */
        public boolean isDedicated() {
            return isPrivate() || name.startsWith("Performance-");
        }
    }

    /** All sizes. */
    public static Iterable<Size> allSizes() {
        return SIZES.values();
    }

    /** A size by its name, in upper or lower case. */
    public static Size size(String name) throws Refusal {
        var size = SIZES.get(name.toLowerCase(Locale.ROOT));
        if (size == null) {
            throw Refusal.invalid("No such size as " + name + ".");
        }
        return size;
    }

    /** Price of a plan in cents a month; what nobody knows is free. */
    public static int price(String plan) {
        return PRICES.getOrDefault(plan, 0);
    }

    private static Map<String, Size> sizes() {
        var result = new LinkedHashMap<String, Size>();
        Stream.of(new Size("Eco", 0.5, 0, 500, "cedar"), new Size("Basic", 0.5, 0, 700, "cedar"),
                new Size("Standard-1X", 0.5, 0, 2500, "cedar"), new Size("Standard-2X", 1, 0, 5000, "cedar"),
                new Size("Performance-M", 2.5, 100, 25_000, "cedar"),
                new Size("Performance-L", 14, 400, 50_000, "cedar"),
                new Size("Performance-L-RAM", 30, 400, 50_000, "cedar"),
                new Size("Performance-XL", 62, 800, 75_000, "cedar"),
                new Size("Performance-2XL", 126, 1600, 150_000, "cedar"), new Size("Private-S", 1, 100, 0, "cedar"),
                new Size("Private-M", 2.5, 200, 0, "cedar"), new Size("Private-L", 14, 400, 0, "cedar"),
                new Size("Shield-S", 1, 100, 0, "cedar"), new Size("dyno-1c-0.5gb", 0.5, 1, 2500, "fir"),
                new Size("dyno-2c-1gb", 1, 2, 5000, "fir"), new Size("dyno-1c-4gb", 4, 1, 8000, "fir"))
                .forEach(size -> result.put(size.name().toLowerCase(Locale.ROOT), size));
        return result;
    }
}
