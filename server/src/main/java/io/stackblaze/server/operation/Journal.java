package io.stackblaze.server.operation;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jdbi.v3.core.Handle;
import tools.jackson.databind.json.JsonMapper;

/** Writes what becomes of an operation, under its lease. */
final class Journal {
    private static final int MOST_LINES = 20_000;

    private final Lease lease;
    private final String operation;
    private final JsonMapper json;
    private final Clock clock;

    Journal(Lease lease, String operation, JsonMapper json, Clock clock) {
        this.lease = lease;
        this.operation = operation;
        this.json = json;
        this.clock = clock;
    }

    void running() {
        lease.write(handle -> handle.createUpdate("""
                update operations set state = 'running', started_at = coalesce(started_at, :now) where id = :id""")
                .bind("now", clock.instant()).bind("id", operation).execute());
    }

    void stepRunning(int position) {
        lease.write(handle -> handle.createUpdate("""
                update operation_steps set state = 'running', started_at = coalesce(started_at, :now)
                where operation_id = :id and position = :position""").bind("now", clock.instant())
                .bind("id", operation).bind("position", position).execute());
    }

    /** Writes what a running step has said since the last time. */
    void report(int position, String step, StepReport.Snapshot said) {
        if (said.changed() || !said.lines().isEmpty()) {
            lease.write(handle -> {
                write(handle, position, step, said);
                return position;
            });
        }
    }

    void stepDone(int position, String step, StepReport.Snapshot said, Map<String, String> facts) {
        lease.write(handle -> {
            write(handle, position, step, said);
            endStep(handle, position, Operation.StepState.DONE);
            return handle.createUpdate("""
                    update operations set facts = cast(:facts as jsonb), retries = 0, retrying_since = null
                    where id = :id""").bind("facts", json.writeValueAsString(facts)).bind("id", operation).execute();
        });
    }

    /** Notes how the operation will end, and appends the step that puts things back. */
    void failing(int position, StepReport.Snapshot said, Work.Ending ending, List<Kind.Step> steps,
            java.util.Optional<Kind.Step> undo) {
        lease.write(handle -> {
            if (position < steps.size()) {
                write(handle, position, steps.get(position).name(), said);
                endStep(handle, position, Operation.StepState.FAILED);
            }
            handle.createUpdate("""
                    update operation_steps set state = 'skipped' where operation_id = :id and state = 'waiting'""")
                    .bind("id", operation).execute();
            undo.ifPresent(step -> Operations.insertStep(handle, operation, steps.size(), step.name()));
            return handle.createUpdate("""
                    update operations set failure = cast(:failure as jsonb), retries = 0, retrying_since = null
                    where id = :id""").bind("failure", json.writeValueAsString(ending)).bind("id", operation).execute();
        });
    }

    void retryLater(int position, String why, Instant since, int retries) {
        lease.write(handle -> {
            handle.createUpdate("""
                    update operation_steps set detail = :why where operation_id = :id and position = :position""")
                    .bind("why", why).bind("id", operation).bind("position", position).execute();
            return handle
                    .createUpdate("update operations set retries = :retries, retrying_since = :since where id = :id")
                    .bind("retries", retries).bind("since", since).bind("id", operation).execute();
        });
    }

    /** The last write: afterwards nobody has a lease. */
    void finish(Operation.State state, Map<String, Object> result) {
        lease.write(handle -> handle.createUpdate("""
                update operations set state = :state, finished_at = :now, result = cast(:result as jsonb)
                where id = :id""").bind("state", state.name().toLowerCase(Locale.ROOT)).bind("now", clock.instant())
                .bind("result", result.isEmpty() ? null : json.writeValueAsString(result)).bind("id", operation)
                .execute());
    }

    private void write(Handle handle, int position, String step, StepReport.Snapshot said) {
        if (said.changed()) {
            handle.createUpdate("""
                    update operation_steps set detail = :detail, progress = cast(:progress as jsonb),
                        phases = cast(:phases as jsonb)
                    where operation_id = :id and position = :position""").bind("detail", said.detail())
                    .bind("progress", said.progress() == null ? null : json.writeValueAsString(said.progress()))
                    .bind("phases", json.writeValueAsString(said.phases())).bind("id", operation)
                    .bind("position", position).execute();
        }
        if (!said.lines().isEmpty() && room(handle)) {
            var batch = handle.prepareBatch("""
                    insert into operation_log (operation_id, step, at, text) values (:id, :step, :at, :text)""");
            for (var line : said.lines()) {
                batch.bind("id", operation).bind("step", step).bind("at", line.at()).bind("text", line.text()).add();
            }
            batch.execute();
        }
    }

    private boolean room(Handle handle) {
        return handle.createQuery("select count(*) from operation_log where operation_id = :id").bind("id", operation)
                .mapTo(Integer.class).one() < MOST_LINES;
    }

    private void endStep(Handle handle, int position, Operation.StepState state) {
        handle.createUpdate("""
                update operation_steps set state = :state, started_at = coalesce(started_at, :now), finished_at = :now
                where operation_id = :id and position = :position""")
                .bind("state", state.name().toLowerCase(Locale.ROOT))
                .bind("now", clock.instant()).bind("id", operation).bind("position", position).execute();
    }
}
