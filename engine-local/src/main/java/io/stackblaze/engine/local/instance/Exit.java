package io.stackblaze.engine.local.instance;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How an instance ended.
 *
 * @param code 0..255, or 128 + signal; null when nobody was there to see
 * @param at when
 * @param lived how long it had run
 * @param outOfMemory whether the kernel ended it for using more memory than it may
 * @param memoryMiB what it may use
 */
public record Exit(@Nullable Integer code, Instant at, Duration lived, boolean outOfMemory, int memoryMiB) {
    private static final Map<Integer, String> SIGNALS = Map.of(1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6,
            "SIGABRT", 9, "SIGKILL", 11, "SIGSEGV", 13, "SIGPIPE", 15, "SIGTERM");

    /** For people: {@code exited with code 1 after 0.4 s}. */
    public String sentence() {
        var after = " after " + span(lived);
        if (outOfMemory) {
            return "used more than its " + memoryMiB + " MB of memory and was killed" + after;
        }
        if (code == null) {
            return "ended" + after + ", its exit code is not known";
        }
        if (code > 128 && code <= 128 + 64) {
            return "was killed by " + SIGNALS.getOrDefault(code - 128, "signal " + (code - 128)) + after;
        }
        return "exited with code " + code + after + (code == 127 ? ": the command was not found" : "");
    }

    /** {@code 0.4 s}, {@code 12 s}, {@code 3 min}, {@code 2 h}. */
    public static String span(Duration time) {
        double seconds = time.toMillis() / 1000.0;
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", Math.max(0, seconds));
        }
        return seconds < 120
                ? Math.round(seconds) + " s"
                : seconds < 7200 ? Math.round(seconds / 60) + " min" : Math.round(seconds / 3600) + " h";
    }
}
