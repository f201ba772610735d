package io.stackblaze.server.operation;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * While a step runs: writes what it says a few times a second, and ends it when the lease is lost or it is cancelled.
 */
final class Pulse implements AutoCloseable {
    private static final Duration BEAT = Duration.ofMillis(250);

    private final Jdbi jdbi;
    private final Journal journal;
    private final String operation;
    private final int position;
    private final Kind.Step step;
    private final boolean undoing;
    private final StepReport report;
    private final Thread worker = Thread.currentThread();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean interrupted;

    private Pulse(Jdbi jdbi, Journal journal, String operation, int position, Kind.Step step, boolean undoing,
            StepReport report) {
        this.jdbi = jdbi;
        this.journal = journal;
        this.operation = operation;
        this.position = position;
        this.step = step;
        this.undoing = undoing;
        this.report = report;
        this.thread = Thread.ofVirtual().name("pulse of " + operation).unstarted(this::beat);
    }

    static Pulse start(Jdbi jdbi, Journal journal, String operation, int position, Kind.Step step, boolean undoing,
            StepReport report) {
        var pulse = new Pulse(jdbi, journal, operation, position, step, undoing, report);
        pulse.thread.start();
        return pulse;
    }

    private void beat() {
        try {
            while (!ended.await(BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
                journal.report(position, step.name(), report.take());
                if (!undoing && !report.cancelled() && cancelling()) {
                    report.cancel();
                    if (step.interruptible()) {
                        interruptWorker();
                    }
                }
            }
        } catch (InterruptedException _) {
            // The step has ended.
        } catch (Lease.LostException | JdbiException _) {
            interruptWorker();
        }
    }

    private synchronized void interruptWorker() {
        if (ended.getCount() > 0) {
            interrupted = true;
            worker.interrupt();
        }
    }

    private boolean cancelling() {
        return jdbi.withHandle(handle -> handle.createQuery("select cancelling from operations where id = :id")
                .bind("id", operation).mapTo(Boolean.class).one());
    }

    /** Waits for the last beat; an interruption meant for the worker stays, one of ours ends here. */
    @Override
    public void close() {
        synchronized (this) {
            ended.countDown();
        }
        boolean fromOutside = Thread.interrupted() && !interrupted;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                fromOutside = true;
            }
        }
        if (fromOutside) {
            Thread.currentThread().interrupt();
        }
    }
}
