package io.stackblaze.cli.command;

import java.util.List;

/**
 * Something a command could not do, told to a person: what happened and why, and what to do next. It carries no cause:
 * nobody who types a command is helped by a stack trace.
 */
@SuppressWarnings("serial")
public final class Failure extends Exception {
    private final Exit exit;
    private final List<String> remedies;
    private final List<String> lines;

    private Failure(Exit exit, String message, List<String> remedies, List<String> lines) {
        super(message, null, false, false);
        this.exit = exit;
        this.remedies = List.copyOf(remedies);
        this.lines = List.copyOf(lines);
    }

    /** It failed, or was refused. */
    public static Failure of(String message, String... remedies) {
        return new Failure(Exit.FAILED, message, List.of(remedies), List.of());
    }

    /** It is not allowed. */
    public static Failure notAllowed(String message, String... remedies) {
        return new Failure(Exit.NOT_ALLOWED, message, List.of(remedies), List.of());
    }

    /** The server cannot be reached. */
    public static Failure unreachable(String message, String... remedies) {
        return new Failure(Exit.UNREACHABLE, message, List.of(remedies), List.of());
    }

    /** The same with lines of a log, or faults, that show why. */
    public Failure withLines(List<String> shown) {
        return new Failure(exit, message(), remedies, shown);
    }

    /** What happened and why. */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** How the command ends. */
    public Exit exit() {
        return exit;
    }

    /** What to do next, a line each. */
    public List<String> remedies() {
        return remedies;
    }

    /** What shows why, a line each. */
    public List<String> lines() {
        return lines;
    }
}
