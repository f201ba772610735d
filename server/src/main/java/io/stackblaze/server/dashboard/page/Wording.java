package io.stackblaze.server.dashboard.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Turns values into the words and numbers that a person reads. */
public final class Wording {
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final long KIB = 1024;
    /** Keeps a number and its unit on one line. */
    private static final String TIE = "\u00a0";

    private Wording() {}

    /** {@code 96 MiB}, {@code 1.4 GiB}. */
    public static String bytes(long bytes) {
        if (bytes < KIB) {
            return bytes + TIE + "B";
        }
        String[] units = {"KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = -1;
        while (value >= KIB && unit < units.length - 1) {
            value /= KIB;
            unit++;
        }
        return number(value) + TIE + units[unit];
    }

    /** {@code 12 %}, {@code 0.4 %}. */
    public static String percent(double percent) {
        return number(percent) + TIE + "%";
    }

    /** {@code 0.2 ms}, and longer times like {@link #duration}. */
    public static String fine(double millis) {
        return millis < 10 ? number(millis) + TIE + "ms" : duration(Duration.ofMillis(Math.round(millis)));
    }

    /** {@code 240 ms}, {@code 1.2 s}, {@code 3 min 05 s}, {@code 2 h 10 min}. */
    public static String duration(@Nullable Duration duration) {
        if (duration == null) {
            return "";
        }
        long millis = Math.max(0, duration.toMillis());
        if (millis < 1000) {
            return millis + TIE + "ms";
        }
        if (millis < 60_000) {
            return number(millis / 1000.0) + TIE + "s";
        }
        if (millis < 3_600_000) {
            return millis / 60_000 + TIE + "min" + TIE + two(millis / 1000 % 60) + TIE + "s";
        }
        return millis / 3_600_000 + TIE + "h" + TIE + two(millis / 60_000 % 60) + TIE + "min";
    }

    /** {@code just now}, {@code 4 min ago}, {@code in 40 s}; the page's script says it the same way. */
    public static String relative(Instant at, Instant now) {
        long seconds = Duration.between(at, now).toSeconds();
        long size = Math.abs(seconds);
        if (size < 5) {
            return seconds < 0 ? "now" : "just now";
        }
        String text;
        if (size < 60) {
            text = size + TIE + "s";
        } else if (size < 3600) {
            text = size / 60 + TIE + "min";
        } else if (size < 86_400) {
            text = size / 3600 + TIE + "h";
        } else {
            text = size / 86_400 + TIE + (size < 172_800 ? "day" : "days");
        }
        return seconds < 0 ? "in " + text : text + " ago";
    }

    /** {@code 2026-11-23 12:31:04 UTC}. */
    public static String full(Instant at) {
        return FULL.format(at);
    }

    /** {@code 12:31:04}, in UTC. */
    public static String clock(Instant at) {
        return CLOCK.format(at);
    }

    /** {@code 1 204 112}. */
    public static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202f');
    }

    /** {@code 240 ms}, {@code 1.2 s}, of a number of milliseconds. */
    public static String millis(double millis) {
        return duration(Duration.ofMillis(Math.round(millis)));
    }

    /** {@code 1 service}, {@code 5 services}. */
    public static String count(long number, String noun) {
        return number + TIE + noun + (number == 1 ? "" : "s");
    }

    /** {@code v12}, or a dash for none. */
    public static String release(int version) {
        return version == 0 ? "–" : "v" + version;
    }

    /** The address itself when a browser may follow it, else null: a link must not run a script. */
    public static @Nullable String link(String address) {
        return address.startsWith("http://") || address.startsWith("https://") ? address : null;
    }

    private static String number(double value) {
        return value >= 10 || value == Math.rint(value)
                ? String.valueOf(Math.round(value))
                : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String two(long value) {
        return value < 10 ? "0" + value : String.valueOf(value);
    }
}
