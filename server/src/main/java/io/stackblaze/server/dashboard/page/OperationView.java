package io.stackblaze.server.dashboard.page;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.server.operation.Operation;
import org.jspecify.annotations.Nullable;

/**
 * One piece of durable work.
 *
 * @param description one line for people: {@code Deploy 4be91f1}
 * @param environment the environment it is about, or null when it is about a whole project
 * @param word {@code queued}, {@code running}, {@code succeeded}, {@code failed} or {@code cancelled}
 * @param waitingFor operation it waits for, or null
 * @param cause what went wrong; empty when nothing did
 * @param remedy what to do next; may be empty
 * @param lastLines last log lines of what failed, oldest first
 * @param release release it made, 0 for none
 */
public record OperationView(String id, String kind, String description, String project,
        @Nullable EnvironmentId environment, State state,
        String word, @Nullable String waitingFor, Instant createdAt, @Nullable Instant finishedAt, String by,
        List<Step> steps, String cause, String remedy, List<String> lastLines, int release,
        Map<String, String> urls) {
    /** Copies the lists. */
    public OperationView {
        steps = List.copyOf(steps);
        lastLines = List.copyOf(lastLines);
    }

    /**
     * One step.
     *
     * @param phases its parts, in order
     * @param total what {@code done} counts up to; 0 when nobody knows
     * @param unit what is counted: {@code files}
     */
    public record Step(String name, State state, String word, @Nullable Instant startedAt,
            @Nullable Instant finishedAt, String detail, long done, long total, String unit,
            List<Operation.Phase> phases) {
        /** Copies the list. */
        public Step {
            phases = List.copyOf(phases);
        }

        /** How long it took or has taken; null when it has not begun. */
        public @Nullable Duration took(Instant now) {
            return startedAt == null ? null : Duration.between(startedAt, finishedAt == null ? now : finishedAt);
        }
    }

    /** Whether nothing can happen to it any more. */
    public boolean over() {
        return finishedAt != null;
    }

    /** How many steps are behind it. */
    public long stepsDone() {
        return steps.stream().filter(step -> step.state() == State.DONE).count();
    }

    /** The step at which it is, or at which it failed. */
    public @Nullable Step current() {
        return steps.stream().filter(step -> step.state() == State.CHANGING || step.state() == State.FAILING)
                .findFirst().orElse(null);
    }

    /** Time from its creation to its end, or to now. */
    public Duration took(Instant now) {
        return Duration.between(createdAt, finishedAt == null ? now : finishedAt);
    }

    /** Where a step lies in the whole, as start and length in percent; for the bar beside it. */
    public Span span(Step step, Instant now) {
        var started = step.startedAt();
        if (started == null) {
            return new Span(0, 0);
        }
        var first = steps.stream().map(Step::startedAt).filter(at -> at != null).findFirst().orElse(createdAt);
        var whole = Math.max(1, Duration.between(first, finishedAt == null ? now : finishedAt).toMillis());
        var start = Math.clamp(100.0 * Duration.between(first, started).toMillis() / whole, 0, 99);
        var end = step.finishedAt() == null ? now : step.finishedAt();
        var length = 100.0 * Duration.between(started, end).toMillis() / whole;
        return new Span(start, Math.clamp(length, 1, 100 - start));
    }

    /** Start and length, both in percent of the whole. */
    public record Span(double start, double length) {}
}
