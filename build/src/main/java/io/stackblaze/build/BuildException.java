package io.stackblaze.build;

import java.util.List;

/**
 * A build that cannot be done. The message says what happened, why, and what to do next; its two halves and the tool's
 * last lines can be had apart.
 */
public final class BuildException extends Exception {
    private static final long serialVersionUID = 1;

    private final String detail;
    private final String remedy;
    private final transient List<String> lines;

    /** With a message for people that has its remedy in it. */
    public BuildException(String message) {
        this(message, "", List.of());
    }

    /** With a message for people and a cause for us. */
    public BuildException(String message, Throwable cause) {
        this(message);
        initCause(cause);
    }

    /**
     * With all there is to tell.
     *
     * @param detail what happened and why
     * @param remedy what to do next
     * @param lines a tool's last lines, oldest first
     */
    public BuildException(String detail, String remedy, List<String> lines) {
        super(remedy.isEmpty() ? detail : detail + " " + remedy);
        this.detail = detail;
        this.remedy = remedy;
        this.lines = List.copyOf(lines);
    }

    /** What happened and why. */
    public String detail() {
        return detail;
    }

    /** What to do next; empty when the detail says it. */
    public String remedy() {
        return remedy;
    }

    /** The last lines of the tool that failed, oldest first; empty when none did. */
    public List<String> lines() {
        return lines == null ? List.of() : lines;
    }
}
