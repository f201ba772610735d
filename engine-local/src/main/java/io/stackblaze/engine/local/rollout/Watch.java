package io.stackblaze.engine.local.rollout;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.stackblaze.engine.Healthcheck;
import io.stackblaze.engine.WebSpec;
import io.stackblaze.engine.local.instance.Instance;
import io.stackblaze.engine.local.proc.Listening;

/**
 * Watches the health of one instance on a thread of its own, until interrupted.
 *
 * @param healthy called once, when it is healthy for the first time
 * @param unhealthy called once, when it is given up
 */
record Watch(Instance instance, Runnable healthy, Consumer<String> unhealthy) {
    private static final Duration EAGER = Duration.ofMillis(100);

    /** A worker is healthy when it has lived for a while. */
    Thread worker(Duration lifetime, Duration lived) {
        return start(() -> {
            Thread.sleep(lifetime.minus(lived).isNegative() ? Duration.ZERO : lifetime.minus(lived));
            healthy.run();
        });
    }

    /**
     * A web instance is asked.
     *
     * @param spec how, as it is wanted now
     */
    Thread web(Supplier<WebSpec> spec, boolean wasReady) {
        return start(() -> {
            if (wasReady || becomesHealthy(spec)) {
                healthy.run();
                staysHealthy(spec);
            }
        });
    }

    private boolean becomesHealthy(Supplier<WebSpec> spec) throws InterruptedException {
        var check = spec.get().healthcheck();
        long until = System.nanoTime() + check.grace().toNanos();
        Probe.Answer answer = new Probe.Answer.Closed();
        while (System.nanoTime() < until) {
            answer = ask(spec.get());
            if (answer instanceof Probe.Answer.Healthy) {
                return true;
            }
            Thread.sleep(EAGER);
        }
        unhealthy.accept(explain(answer, check));
        return false;
    }

    private void staysHealthy(Supplier<WebSpec> spec) throws InterruptedException {
        int failures = 0;
        while (true) {
            var check = spec.get().healthcheck();
            Thread.sleep(check.interval());
            var answer = ask(spec.get());
            failures = answer instanceof Probe.Answer.Healthy ? 0 : failures + 1;
            if (failures >= check.unhealthyAfter()) {
                unhealthy.accept((answer instanceof Probe.Answer.Unhealthy(var why)
                        ? why
                        : "does not listen on port " + instance.record().port() + " any more") + ", " + failures
                        + " times in a row");
                return;
            }
        }
    }

    private Probe.Answer ask(WebSpec spec) {
        var record = instance.record();
        var name = spec.hostnames().isEmpty() ? spec.name() + ".internal" : spec.hostnames().getFirst();
        return Probe.ask(record.host(), record.port(), name, spec.healthcheck());
    }

    private String explain(Probe.Answer answer, Healthcheck check) {
        return answer instanceof Probe.Answer.Unhealthy(var why)
                ? why
                : Silence.explain(instance.record().port(), check.grace(), Listening.of(instance.processes()));
    }

    private Thread start(Interruptible task) {
        return Thread.ofVirtual().name("watch-" + instance.record().id()).start(() -> {
            try {
                task.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private interface Interruptible {
        void run() throws InterruptedException;
    }
}
