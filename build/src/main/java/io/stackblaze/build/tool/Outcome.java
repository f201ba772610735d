package io.stackblaze.build.tool;

import java.util.List;

/**
 * How a program ended.
 *
 * @param exit its exit code; 128 + n after signal n
 * @param last its last hundred lines, oldest first
 */
public record Outcome(int exit, List<String> last) {
    private static final int TAIL = 20;

    /** Copies. */
    public Outcome {
        last = List.copyOf(last);
    }

    /** As many of the last lines as a message should have. */
    public List<String> tail() {
        return last.subList(Math.max(0, last.size() - TAIL), last.size());
    }

    /** A line and those after it, as many as a message should have. */
    public List<String> from(int index) {
        return last.subList(index, Math.min(last.size(), index + TAIL));
    }

    /** Whether it ended well. */
    public boolean succeeded() {
        return exit == 0;
    }
}
