package io.stackblaze.blueprint;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** {@code type: web}: answers HTTP on {@code $PORT}. */
public record Web(String name, String plan, Source source, @Nullable String start, @Nullable String preDeploy,
        Duration stopGrace, Map<String, Value> env, List<String> secretRefs, boolean preview, int port,
        Healthcheck healthcheck, Scaling scaling, List<String> domains) implements ProcessService {
    /** Copies lists and maps, keeping their order. */
    public Web {
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        secretRefs = List.copyOf(secretRefs);
        domains = List.copyOf(domains);
    }
}
