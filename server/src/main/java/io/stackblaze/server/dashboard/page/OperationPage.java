package io.stackblaze.server.dashboard.page;

import java.time.Instant;
import java.util.List;

/** One operation: its steps, its log, its outcome. */
public record OperationPage(Frame frame, OperationView operation, List<Line> log) {
    /** Where its events come from, after the lines that the page has already. */
    public String live() {
        return "/operations/" + operation.id() + "/live?after=" + (log.isEmpty() ? 0 : log.getLast().number());
    }

    /** One line of its log. */
    public record Line(long number, Instant at, String step, String text) {}
}
