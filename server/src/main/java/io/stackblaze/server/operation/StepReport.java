package io.stackblaze.server.operation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.stackblaze.server.secret.Redactor;
import org.jspecify.annotations.Nullable;

/** What a running step says about itself, gathered until it is written down. Any thread may use it. */
final class StepReport {
    private static final int LONGEST_LINE = 8 * 1024;
    private static final int MOST_WAITING = 5_000;

    private final Supplier<Redactor> redactor;
    private final List<Line> lines = new ArrayList<>();
    private List<Operation.Phase> phases = new ArrayList<>();
    private String detail = "";
    private Operation.@Nullable Progress progress;
    private boolean changed;
    private boolean cancelled;
    private long dropped;

    record Line(Instant at, String text) {}

    /** What is new since the last time. */
    record Snapshot(boolean changed, String detail, Operation.@Nullable Progress progress,
            List<Operation.Phase> phases, List<Line> lines) {}

    StepReport(Supplier<Redactor> redactor) {
        this.redactor = redactor;
    }

    synchronized void detail(String text) {
        detail = clean(text);
        changed = true;
    }

    synchronized void progress(Operation.Progress now) {
        progress = now;
        changed = true;
    }

    synchronized void phase(String name, Instant at) {
        endPhase(at);
        phases.add(new Operation.Phase(name, at, null, ""));
        changed = true;
    }

    synchronized void phaseDetail(String text) {
        if (!phases.isEmpty()) {
            var last = phases.removeLast();
            phases.add(new Operation.Phase(last.name(), last.startedAt(), last.finishedAt(), clean(text)));
            changed = true;
        }
    }

    synchronized void log(Instant at, String text) {
        if (lines.size() >= MOST_WAITING) {
            dropped++;
            return;
        }
        if (dropped > 0) {
            lines.add(new Line(at, "(" + dropped + " lines came too fast and were not kept)"));
            dropped = 0;
        }
        lines.add(new Line(at, clean(text)));
    }

    synchronized void cancel() {
        cancelled = true;
    }

    synchronized boolean cancelled() {
        return cancelled;
    }

    synchronized void end(Instant at) {
        endPhase(at);
    }

    synchronized Snapshot take() {
        var snapshot = new Snapshot(changed, detail, progress, List.copyOf(phases), List.copyOf(lines));
        lines.clear();
        changed = false;
        return snapshot;
    }

    private void endPhase(Instant at) {
        if (!phases.isEmpty() && phases.getLast().finishedAt() == null) {
            var last = phases.removeLast();
            phases.add(new Operation.Phase(last.name(), last.startedAt(), at, last.detail()));
            changed = true;
        }
    }

    /** Text for a row: no secrets, no NUL (PostgreSQL has none), bounded. */
    private String clean(String text) {
        String bounded = text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + "..." : text;
        return redactor.get().redact(bounded.replace('\0', '?'));
    }
}
