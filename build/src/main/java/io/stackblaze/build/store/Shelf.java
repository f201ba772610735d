package io.stackblaze.build.store;

/** The kinds of things in the store that are made once and found by name. */
public enum Shelf {
    /** Installed dependencies. */
    LAYERS("layers", "layer.json"),
    /** Language runtimes and package managers. */
    RUNTIMES("runtimes", "runtime.json"),
    /** Finished builds. */
    BUILDS("builds", "build.json");

    private final String folder;
    private final String label;

    Shelf(String folder, String label) {
        this.folder = folder;
        this.label = label;
    }

    /** Name of its folder below the store's home. */
    public String folder() {
        return folder;
    }

    /** Name of the file that makes a folder on it complete: it is written last, at once. */
    public String label() {
        return label;
    }
}
