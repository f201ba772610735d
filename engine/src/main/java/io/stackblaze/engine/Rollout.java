package io.stackblaze.engine;

import java.util.List;

/** How far a service is on its way to the release that is wanted. */
public sealed interface Rollout {
    /** The release that is wanted; 0 for a datastore. */
    int release();

    /**
     * New instances are being started or old ones drained.
     *
     * @param ready instances of the wanted release that serve
     * @param wanted instances of it that there will be
     * @param phase one word for people: {@code starting}, {@code health}, {@code switching}, {@code draining}
     */
    record Rolling(int release, int ready, int wanted, String phase) implements Rollout {}

    /** The wanted release serves, and nothing else does. */
    record Live(int release) implements Rollout {}

    /**
     * The wanted release was given up; the release before it still serves, if there was one.
     *
     * @param cause the first cause, a sentence: {@code exited with code 1 after 0.4 s}
     * @param lastLines last lines that the failing instance wrote, oldest first, at most 50
     */
    record Failed(int release, String cause, List<String> lastLines) implements Rollout {
        /** Copies the list. */
        public Failed {
            lastLines = List.copyOf(lastLines);
        }
    }

    /** Scaled to zero, or taken down. */
    record Stopped(int release) implements Rollout {}
}
