package io.stackblaze.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Times and sizes as people say them. */
public final class Words {
    private Words() {}

    /** {@code 850 ms}, {@code 4.2 s}, {@code 3 min 5 s}, {@code 2 h 10 min}, {@code 3 days}. */
    public static String of(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long seconds = millis / 1000;
        if (seconds < 3_600) {
            return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
        }
        if (seconds < 48 * 3_600) {
            long minutes = seconds / 60;
            return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
        }
        return seconds / 86_400 + " days";
    }

    /** {@code 3 min ago}, or {@code in 34 s} for a time to come; whole units only. */
    public static String relative(Instant at, Instant now) {
        var distance = Duration.between(at, now);
        return distance.isNegative() ? "in " + coarse(distance.negated()) : coarse(distance) + " ago";
    }

    private static String coarse(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min";
        }
        return seconds < 48 * 3_600 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
    }

    /** {@code 812 B}, {@code 58 MB}, {@code 1.4 GB}. */
    public static String bytes(long bytes) {
        String[] units = {"B", "KB", "MB", "GB", "TB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit > 0 && value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    }

    /** {@code 1 service}, {@code 3 services}. */
    public static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
