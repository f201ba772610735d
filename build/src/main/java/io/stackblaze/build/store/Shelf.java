package io.stackblaze.build.store;

import java.util.Locale;

/** The kinds of things in the store that are made once and found by name. */
public enum Shelf {
    /** Installed dependencies. */
    LAYERS,
    /** Language runtimes and package managers. */
    RUNTIMES,
    /** Finished builds. */
    BUILDS;

    /** Name of its folder below the store's home. */
    public String folder() {
        return name().toLowerCase(Locale.ROOT);
    }
}
