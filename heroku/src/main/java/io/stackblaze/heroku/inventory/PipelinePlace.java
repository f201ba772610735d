package io.stackblaze.heroku.inventory;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The app's place in a pipeline.
 *
 * @param name the pipeline's
 * @param stage this app's: {@code production}
 * @param apps stages by id of the other apps
 * @param repository on GitHub, as {@code owner/name}; null when none is connected
 * @param review how review apps are made; null when they are off
 */
public record PipelinePlace(String id, String name, String stage, Map<String, String> apps,
        @Nullable String repository, @Nullable Review review) {
    /** Copies. */
    public PipelinePlace {
        apps = Map.copyOf(apps);
    }

    /**
     * Review apps.
     *
     * @param automatic whether each pull request gets one
     * @param staleDays after how many days without a change one goes; 0 for never
     */
    public record Review(boolean automatic, int staleDays, boolean waitForCi) {}
}
