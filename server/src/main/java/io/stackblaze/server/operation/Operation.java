package io.stackblaze.server.operation;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A durable piece of work, as people see it.
 *
 * @param kind {@code deployment}, {@code rollback}, ...
 * @param environment null when it is about the whole project
 * @param waitingFor the operation that must end first; null when there is none
 * @param cancelling true once somebody wants it to end early, else null
 * @param by who asked for it
 * @param description one line for people
 * @param steps in order; steps that undo are there once they are needed
 * @param error why it failed or was cancelled
 * @param result what came of it: {@code release}, {@code urls}
 */
public record Operation(String id, String kind, String project, @Nullable String environment, State state,
        @Nullable String waitingFor, @Nullable Boolean cancelling, Instant createdAt, @Nullable Instant finishedAt,
        String by, String description, List<Step> steps, @Nullable Failure error,
        @Nullable Map<String, Object> result) {

    /** Where it stands. */
    public enum State {
        /** Not begun. */
        QUEUED,
        /** In work, or undoing what it began. */
        RUNNING,
        /** Done. */
        SUCCEEDED,
        /** Given up and undone. */
        FAILED,
        /** Ended by a person and undone. */
        CANCELLED;

        /** Whether nothing will happen any more. */
        public boolean finished() {
            return this == SUCCEEDED || this == FAILED || this == CANCELLED;
        }
    }

    /**
     * One step.
     *
     * @param detail one line on what it found or did; empty when there is nothing to say
     * @param progress how far it is; null when it cannot be counted
     * @param phases its parts, in order
     */
    public record Step(String name, StepState state, @Nullable Instant startedAt, @Nullable Instant finishedAt,
            String detail, @Nullable Progress progress, List<Phase> phases) {}

    /** Where a step stands. */
    public enum StepState {
        /** Not begun. */
        WAITING,
        /** In work. */
        RUNNING,
        /** Done. */
        DONE,
        /** It ended the operation. */
        FAILED,
        /** Not needed. */
        SKIPPED
    }

    /** How far a step is. */
    public record Progress(long done, long total, String unit) {}

    /** A part of a step. */
    public record Phase(String name, Instant startedAt, @Nullable Instant finishedAt, String detail) {}

    /**
     * Why an operation did not succeed.
     *
     * @param detail what happened and why
     * @param remedy what to do next; may be empty
     * @param lines last log lines of what failed; may be empty
     */
    public record Failure(String detail, String remedy, List<String> lines) {
        /** Copies the list. */
        public Failure {
            lines = List.copyOf(lines);
        }
    }
}
