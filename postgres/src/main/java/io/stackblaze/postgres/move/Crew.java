package io.stackblaze.postgres.move;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several jobs at once that succeed or fail together. */
public final class Crew {
    private Crew() {}

    /**
     * Runs all jobs, each in a thread of its own, and waits for all. As soon as one fails the others are interrupted,
     * and
     * its failure is the crew's.
     */
    public static void run(String during, List<? extends Callable<?>> jobs)
            throws MoveException, InterruptedException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletionService<Object> service = new ExecutorCompletionService<>(executor);
            var futures = jobs.stream().map(job -> service.submit(job::call)).toList();
            try {
                for (int i = 0; i < futures.size(); i++) {
                    service.take().get();
                }
            } catch (ExecutionException e) {
                throw failure(during, Objects.requireNonNullElse(e.getCause(), e));
            } finally {
                futures.forEach(future -> cancel(future));
            }
        }
    }

    private static void cancel(Future<?> future) {
        future.cancel(true);
    }

    private static MoveException failure(String during, Throwable cause) throws InterruptedException {
        return switch (cause) {
            case MoveException e -> e;
            case SQLException e -> MoveException.of(e, during, MoveException.Code.DATA);
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> new MoveException(MoveException.Code.DATA, during + " failed: " + cause.getMessage(), cause);
        };
    }
}
