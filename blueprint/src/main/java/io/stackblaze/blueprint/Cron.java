package io.stackblaze.blueprint;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** {@code type: cron}: runs by the clock. */
public record Cron(String name, String plan, Source source, @Nullable String start, Duration stopGrace,
        Map<String, Value> env, List<String> secretRefs, boolean preview, String schedule, ZoneId timezone,
        Concurrency concurrency, Duration timeout) implements ProcessService {
    /** Copies lists and maps, keeping their order. */
    public Cron {
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        secretRefs = List.copyOf(secretRefs);
    }

    /** What to do when a run is due and the last one is not over. */
    public enum Concurrency {
        /** Skip the tick. */
        FORBID,
        /** Run beside it. */
        ALLOW,
        /** Stop the old run first. */
        REPLACE
    }
}
