package io.stackblaze.server.operation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.stackblaze.server.secret.Redactor;
import io.stackblaze.server.store.Store;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Has operations run, by db-scheduler: on any server of the same store, on one at a time, again after a crash. */
public final class OperationQueue implements AutoCloseable {
    private static final String TIDY = "tidy";
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
    private static final Duration TIDYING = Duration.ofMinutes(10);

    private final Operations operations;
    private final Store store;
    private final Scheduler scheduler;
    private final CustomTask<Void> task;
    private final String name;
    private final Clock clock;

    /** What a queue works with. */
    public record Parts(Operations operations, Store store, JsonMapper json, Clock clock,
            BiFunction<String, @Nullable String, Redactor> redactors, StepExecution execution, Runnable tidy) {}

    /**
     * Prepares the queue.
     *
     * @param name the same for each start with one home, and no other
     */
    public OperationQueue(Parts parts, String name) {
        this.operations = parts.operations();
        this.store = parts.store();
        this.name = name;
        this.clock = parts.clock();
        var runner = new Runner(operations, store.jdbi(), parts.json(), parts.clock(),
                work -> new Once<>(() -> parts.redactors().apply(work.project(), work.environment())),
                parts.execution());
        this.task = Tasks.custom("operation", Void.class)
                .onFailure((complete, run) -> run.reschedule(complete, clock.instant().plus(AFTER_FAILURE)))
                .onDeadExecutionRevive().execute((instance, _) -> completion(run(runner, instance.getId())));
        var tidying = Tasks.recurring(TIDY, FixedDelay.of(TIDYING)).execute((_, _) -> {
            operations.unfinished().forEach(this::start);
            parts.tidy().run();
        });
        this.scheduler = Scheduler.create(store.dataSource(), task).startTasks(tidying)
                .schedulerName(new SchedulerName.Fixed(name)).clock(clock::instant).threads(16)
                .executorService(Executors.newVirtualThreadPerTaskExecutor()).pollingInterval(Duration.ofSeconds(1))
                .heartbeatInterval(HEARTBEAT).missedHeartbeatsLimit(4).enableImmediateExecution()
                .shutdownMaxWait(Duration.ofSeconds(3)).failureLogging(LogLevel.WARN, true).build();
    }

    /** Takes up what an earlier process with this home left, and begins. */
    public void start() {
        // Whoever holds this home's lock is the only one of this name: what it had picked has died with it.
        store.jdbi().useHandle(handle -> handle.createUpdate("""
                update scheduled_tasks set picked = false, picked_by = null, last_heartbeat = null,
                    execution_time = least(execution_time, :now), version = version + 1
                where picked and picked_by = :name""").bind("now", clock.instant()).bind("name", name).execute());
        scheduler.start();
        operations.startWith(this::start);
        operations.unfinished().forEach(this::start);
    }

    /** Lets steps end or interrupts them; what is not done is done by the next one. */
    @Override
    public void close() {
        operations.startWith(_ -> {});
        scheduler.stop();
    }

    private void start(String operation) {
        scheduler.schedule(task.instance(operation), clock.instant(), ScheduleOptions.WHEN_EXISTS_DO_NOTHING);
    }

    /** What an operation left over can go; when tidying is going on already, the next one will do. */
    private void tidySoon() {
        try {
            scheduler.reschedule(TaskInstanceId.of(TIDY, RecurringTask.INSTANCE), clock.instant());
        } catch (TaskInstanceException _) {
            // It runs right now, or another server has just moved it.
        }
    }

    private Runner.Next run(Runner runner, String operation) {
        try {
            return runner.run(operation);
        } catch (InterruptedException _) {
            // The server stops; the row says where the next one goes on, and writing that needs a calm thread.
            return new Runner.Next.Again(clock.instant());
        }
    }

    private CompletionHandler<Void> completion(Runner.Next next) {
        return switch (next) {
            case Runner.Next.Finished _ -> (_, run) -> {
                run.stop();
                tidySoon();
            };
            case Runner.Next.Again(Instant at) -> (complete, run) -> run.reschedule(complete, at);
        };
    }
}
