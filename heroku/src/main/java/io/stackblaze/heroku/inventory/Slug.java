package io.stackblaze.heroku.inventory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What runs.
 *
 * @param id Heroku's
 * @param release version of the release that runs it
 * @param commit it was built from; empty when not known
 * @param stack it was built for
 * @param processes commands by process type: the truth, whatever the Procfile says
 * @param image whether it is an image, not a slug
 */
public record Slug(String id, int release, String commit, String stack, Map<String, String> processes, boolean image) {
    /** Copies, keeping the order. */
    public Slug {
        processes = Collections.unmodifiableMap(new LinkedHashMap<>(processes));
    }
}
