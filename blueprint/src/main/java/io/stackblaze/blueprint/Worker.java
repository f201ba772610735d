package io.stackblaze.blueprint;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** {@code type: worker}: runs all the time and listens to nobody. */
public record Worker(String name, String plan, Source source, @Nullable String start, @Nullable String preDeploy,
        Duration stopGrace, Map<String, Value> env, List<String> secretRefs, boolean preview, Scaling scaling)
        implements
            ProcessService {
    /** Copies lists and maps, keeping their order. */
    public Worker {
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        secretRefs = List.copyOf(secretRefs);
    }
}
