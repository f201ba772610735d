package io.stackblaze.server.operation;

import java.util.List;

/** A step cannot be done, and trying again would not help. */
public final class StepFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final String remedy;
    private final transient List<String> lines;

    /** With what happened, and what to do next. */
    public StepFailure(String detail, String remedy) {
        this(detail, remedy, List.of());
    }

    /** With the last lines that say more. */
    public StepFailure(String detail, String remedy, List<String> lines) {
        super(detail);
        this.remedy = remedy;
        this.lines = List.copyOf(lines);
    }

    Operation.Failure failure() {
        return new Operation.Failure(String.valueOf(getMessage()), remedy, lines);
    }
}
