package io.stackblaze.build;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a build said. */
public final class RecordedLog implements BuildLog {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> dependencies = new CopyOnWriteArrayList<>();

    @Override
    public void phase(String name) {
        lines.add("== " + name);
    }

    @Override
    public void line(String text) {
        lines.add(text);
    }

    @Override
    public void dependencies(boolean hit, String why) {
        dependencies.add((hit ? "hit: " : "miss: ") + why);
        lines.add("dependencies " + dependencies.getLast());
    }

    /** Everything, in order. */
    public List<String> lines() {
        return lines;
    }

    /** What was said of dependency layers. */
    public List<String> layers() {
        return dependencies;
    }
}
