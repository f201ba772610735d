package io.stackblaze.server.operation;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.stackblaze.engine.EnvironmentId;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.JsonNode;

/** What a step works with: what was asked, what earlier steps found out, and where to say what it does. */
public final class StepContext {
    private final Work work;
    private final Lease lease;
    private final StepReport report;
    private final Map<String, String> kept;
    private final Clock clock;

    StepContext(Work work, Lease lease, StepReport report, Map<String, String> kept, Clock clock) {
        this.work = work;
        this.lease = lease;
        this.report = report;
        this.kept = kept;
        this.clock = clock;
    }

    /** The operation's id. */
    public String operation() {
        return work.id();
    }

    /** Who asked for it. */
    public String by() {
        return work.by();
    }

    /** The project. */
    public String project() {
        return work.project();
    }

    /** The environment; only for kinds that have one. */
    public EnvironmentId environment() {
        if (work.environment() == null) {
            throw new IllegalStateException(work.kind() + " is about a whole project");
        }
        return new EnvironmentId(work.project(), work.environment());
    }

    /** What was asked for. */
    public JsonNode input() {
        return work.input();
    }

    /** What an earlier step kept. */
    public Optional<String> fact(String name) {
        return Optional.ofNullable(kept.get(name));
    }

    /** Keeps something for later steps; it is there for them once this step is done. */
    public void keep(String name, String value) {
        kept.put(name, value);
    }

    /** Says in one line what the step does or found. */
    public void detail(String text) {
        report.detail(text);
    }

    /** Says how far it is. */
    public void progress(long done, long total, String unit) {
        report.progress(new Operation.Progress(done, total, unit));
    }

    /** Begins a part of the step; the one before it ends. */
    public void phase(String name) {
        report.phase(name, clock.instant());
    }

    /** Says something about the part that was begun last. */
    public void phaseDetail(String text) {
        report.phaseDetail(text);
    }

    /** Adds a line to the operation's log. */
    public void log(String line) {
        report.log(clock.instant(), line);
    }

    /** Runs a transaction that only counts while this server still has the operation. */
    public <T> T inLease(Function<Handle, T> transaction) {
        return lease.write(transaction);
    }

    /** Ends the step with an {@link InterruptedException} when somebody cancelled; for long waits. */
    public void checkCancelled() throws InterruptedException {
        if (report.cancelled()) {
            throw new InterruptedException("cancelled");
        }
    }
}
