package io.stackblaze.server.operation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import io.stackblaze.engine.EngineException;
import io.stackblaze.server.http.Problem;
import io.stackblaze.server.secret.Redactor;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Takes an operation from its first step that is not done to its end, one committed step after the other. */
final class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
    private static final Duration LONGEST_RETRYING = Duration.ofMinutes(10);
    private static final Duration TURN = Duration.ofSeconds(1);

    private final Operations operations;
    private final Jdbi jdbi;
    private final JsonMapper json;
    private final Clock clock;
    private final Function<Work, Supplier<Redactor>> redactors;
    private final StepExecution execution;

    /** What comes after a run. */
    sealed interface Next {
        /** Nothing: it is finished. */
        record Finished() implements Next {}

        /** Another run, then. */
        record Again(Instant at) implements Next {}
    }

    Runner(Operations operations, Jdbi jdbi, JsonMapper json, Clock clock,
            Function<Work, Supplier<Redactor>> redactors, StepExecution execution) {
        this.operations = operations;
        this.jdbi = jdbi;
        this.json = json;
        this.clock = clock;
        this.redactors = redactors;
        this.execution = execution;
    }

    Next run(String id) throws InterruptedException {
        if (operations.work(id).state().finished()) {
            return new Next.Finished();
        }
        if (operations.waitingFor(id).isPresent() && !operations.work(id).cancelling()) {
            return new Next.Again(clock.instant().plus(TURN));
        }
        var lease = Lease.take(jdbi, id);
        var journal = new Journal(lease, id, json, clock);
        try {
            journal.running();
            return advance(id, lease, journal);
        } catch (Lease.LostException _) {
            return new Next.Again(clock.instant().plus(TURN));
        }
    }

    private Next advance(String id, Lease lease, Journal journal) throws InterruptedException {
        while (true) {
            var work = operations.work(id);
            var kind = operations.kind(work.kind());
            var steps = kind.steps(work.input());
            int position = firstUndone(id);
            if (work.ending() == null && work.cancelling() && position < steps.size()) {
                journal.failing(steps.size(), nothing(), cancelled(), steps,
                        begun(id) ? kind.undo(work.input()) : Optional.empty());
                continue;
            }
            if (position < 0) {
                finish(work, journal);
                return new Next.Finished();
            }
            var step = position < steps.size() ? steps.get(position) : kind.undo(work.input()).orElseThrow();
            var outcome = attempt(work, step, position, lease, journal);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
    }

    /** Runs one step; gives what comes next when the run is over for now. */
    private Optional<Next> attempt(Work work, Kind.Step step, int position, Lease lease, Journal journal)
            throws InterruptedException {
        var report = new StepReport(redactors.apply(work));
        var facts = new HashMap<>(work.facts());
        var context = new StepContext(work, lease, report, facts, clock);
        journal.stepRunning(position);
        try (var _ = Pulse.start(jdbi, journal, work.id(), position, step, work.ending() != null, report)) {
            execution.execute(step.name(), () -> step.body().run(context));
        } catch (InterruptedException e) {
            if (!report.cancelled()) {
                throw e;
            }
            fail(work, position, report, cancelled(), journal);
            return Optional.empty();
        } catch (Lease.LostException e) {
            throw e;
        } catch (Exception e) {
            return failed(work, position, report, e, journal);
        }
        report.end(clock.instant());
        journal.stepDone(position, step.name(), report.take(), facts);
        return Optional.empty();
    }

    private Optional<Next> failed(Work work, int position, StepReport report, Exception failure, Journal journal) {
        if (transientFailure(failure)) {
            Instant since = work.retryingSince() == null ? clock.instant() : work.retryingSince();
            if (clock.instant().isBefore(since.plus(LONGEST_RETRYING))) {
                Duration wait = Duration.ofSeconds(Math.min(15, 1L << Math.min(work.retries(), 4)));
                journal.report(position, operationStep(work, position), report.take());
                journal.retryLater(position, failure.getMessage() + " Trying again in " + wait.toSeconds() + " s ("
                        + (work.retries() + 1) + ").", since, work.retries() + 1);
                return Optional.of(new Next.Again(clock.instant().plus(wait)));
            }
        }
        if (work.ending() != null) {
            // Putting things back failed; the reason why it was needed stays the one that counts.
            report.detail("This failed: " + describe(failure).detail());
            report.end(clock.instant());
            journal.stepDone(position, operationStep(work, position), report.take(), work.facts());
            return Optional.empty();
        }
        fail(work, position, report, new Work.Ending(Operation.State.FAILED, clean(work, describe(failure))), journal);
        return Optional.empty();
    }

    private void fail(Work work, int position, StepReport report, Work.Ending ending, Journal journal) {
        report.end(clock.instant());
        var kind = operations.kind(work.kind());
        if (work.ending() != null) {
            journal.stepDone(position, operationStep(work, position), report.take(), work.facts());
            return;
        }
        journal.failing(position, report.take(), ending, kind.steps(work.input()), kind.undo(work.input()));
    }

    private Operation.Failure clean(Work work, Operation.Failure failure) {
        var redactor = redactors.apply(work).get();
        return new Operation.Failure(redactor.redact(failure.detail()), redactor.redact(failure.remedy()),
                failure.lines().stream().map(redactor::redact).toList());
    }

    private void finish(Work work, Journal journal) {
        if (work.ending() != null) {
            journal.finish(work.ending().state(), Map.of());
        } else {
            journal.finish(Operation.State.SUCCEEDED, result(work));
        }
    }

    /** Facts named {@code result.*} are what came of the operation. */
    private Map<String, Object> result(Work work) {
        var result = new HashMap<String, Object>();
        work.facts().forEach((name, value) -> {
            if (name.startsWith("result.")) {
                result.put(name.substring("result.".length()), json.readTree(value));
            }
        });
        return result;
    }

    private String operationStep(Work work, int position) {
        var kind = operations.kind(work.kind());
        var steps = kind.steps(work.input());
        return position < steps.size() ? steps.get(position).name() : kind.undo(work.input()).orElseThrow().name();
    }

    private int firstUndone(String id) {
        List<Operation.Step> steps = operations.find(id).orElseThrow().steps();
        for (int i = 0; i < steps.size(); i++) {
            var state = steps.get(i).state();
            if (state == Operation.StepState.WAITING || state == Operation.StepState.RUNNING) {
                return i;
            }
        }
        return -1;
    }

    private boolean begun(String id) {
        return operations.find(id).orElseThrow().steps().stream()
                .anyMatch(step -> step.state() == Operation.StepState.DONE);
    }

    private static StepReport.Snapshot nothing() {
        return new StepReport.Snapshot(false, "", null, List.of(), List.of());
    }

    private static Work.Ending cancelled() {
        return new Work.Ending(Operation.State.CANCELLED,
                new Operation.Failure("It was cancelled before it was done.", "", List.of()));
    }

    private static boolean transientFailure(Exception failure) {
        return failure instanceof EngineException engine && engine.code() == EngineException.Code.UNREACHABLE;
    }

    private static Operation.Failure describe(Exception failure) {
        return switch (failure) {
            case StepFailure known -> known.failure();
            case Problem problem -> new Operation.Failure(problem.detail(), problem.remedy(), List.of());
            case EngineException engine -> new Operation.Failure(String.valueOf(engine.getMessage()), "", List.of());
            default -> {
                LOG.error("an operation's step failed", failure);
                yield new Operation.Failure("The server failed to do this; its log says why.",
                        "Try again; if it stays, report it with the log in $STACKBLAZE_HOME/server.", List.of());
            }
        };
    }
}
