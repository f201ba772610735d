package io.stackblaze.build;

/** Hears what a build does, as it does it; called from one thread at a time. */
public interface BuildLog {
    /** A phase begins: {@code detect}, {@code dependencies}, {@code build}, {@code store}. */
    void phase(String name);

    /** A line for people: a tool's output, or ours. */
    void line(String text);

    /**
     * Whether the dependency layer was there.
     *
     * @param hit whether it was reused
     * @param why a sentence: {@code package-lock.json changed: left-pad 1.1.0 -> 1.3.0}
     */
    void dependencies(boolean hit, String why);
}
