package io.stackblaze.heroku.emulator.account;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A release of an app.
 *
 * @param id its number
 * @param version 1 and on
 * @param description what made it
 * @param slug its slug, when it had one
 * @param config config vars as they were
 * @param plans plans of the add-ons as they were
 * @param createdAt when it was made
 */
public record Release(UUID id, int version, String description, Optional<Slug> slug,
        Map<String, String> config, List<String> plans, Instant createdAt) {
    /** Copies what may change. */
    public Release {
        config = Map.copyOf(config);
        plans = List.copyOf(plans);
    }

    /**
     * A built app.
     *
     * @param id its number
     * @param commit commit that it was built from
     * @param processTypes commands by process type
     * @param stack stack that it was built on
     * @param createdAt when it was built
     */
    public record Slug(UUID id, String commit, Map<String, String> processTypes, String stack, Instant createdAt) {
        /** Sorts the process types. */
        public Slug {
            processTypes = Collections.unmodifiableMap(new TreeMap<>(processTypes));
        }
    }
}
