package io.stackblaze.engine.local.cron;

import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.stackblaze.engine.CronSpec;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.Rollout;
import io.stackblaze.engine.ServiceStatus;
import io.stackblaze.engine.local.instance.Exit;
import io.stackblaze.engine.local.instance.Instance;
import io.stackblaze.engine.local.instance.InstanceRecord;
import io.stackblaze.engine.local.instance.Launch;
import io.stackblaze.engine.local.instance.WorkloadKey;
import io.stackblaze.engine.local.proc.Meter;
import io.stackblaze.engine.local.rollout.Surroundings;
import io.stackblaze.engine.local.state.Json;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a job by the clock, once for each tick: the tick is on the disk before its run starts. Ticks that passed while
 * the node
 * was down are not made up, and that is said. Public methods may be called from any thread.
 */
public final class CronKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CronKeeper.class);
    private static final Duration LATE = Duration.ofMinutes(1);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);
    private static final int MOST_AT_ONCE = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Surroundings around;
    private final LinkedBlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Map<Integer, Instance> living = new HashMap<>();
    private final Map<Integer, String> stopping = new HashMap<>();
    private final Set<Instant> waiting = new HashSet<>();
    private final Thread thread;
    private CronSpec spec;
    private Schedule schedule;
    private Ledger ledger;
    private @Nullable Instant due;
    private boolean ending;
    private volatile boolean closed;
    private volatile ServiceStatus status;

    /** A keeper for a job; runs of a node before this one are taken over. */
    public CronKeeper(Surroundings around, CronSpec spec, List<Instance> adopted) throws IOException {
        this.around = around;
        this.spec = spec;
        this.schedule = Schedule.parse(spec.schedule(), spec.timezone());
        this.ledger = Json.load(around.state(), Ledger.class).orElse(Ledger.EMPTY);
        this.thread = Thread.ofVirtual().name("cron-" + around.service()).unstarted(this::run);
        adopted.forEach(this::adopt);
        settleLost();
        sayMissed();
        this.due = schedule.after(around.clock().instant()).orElse(null);
        this.status = observe();
    }

    /** Begins to wait for ticks. */
    public void start() {
        thread.start();
    }

    private void adopt(Instance instance) {
        var run = ledger.of(instance.record().id());
        run.ifPresentOrElse(known -> follow(known, instance), () -> Thread.ofVirtual().start(() -> stop(instance)));
    }

    /** A run that was recorded and has no instance: the node ended in the moment between. */
    private void settleLost() {
        for (var run : ledger.running()) {
            if (!living.containsKey(run.number())) {
                ledger = ledger
                        .ended(run.ended(around.clock().instant(), null, "did not start: the node ended just then"));
            }
        }
    }

    private void sayMissed() {
        var last = ledger.lastTick();
        int missed = 0;
        for (var tick = last == null ? null : schedule.after(last).orElse(null); tick != null
                && tick.isBefore(around.clock().instant()) && missed < 1000; missed++) {
            tick = schedule.after(tick).orElse(null);
        }
        if (missed > 0) {
            around.log().platform(missed + (missed == 1 ? " run was" : " runs were")
                    + " missed while the node was down; they are not made up");
        }
    }

    /** Takes another spec; runs that go on are not touched. */
    public void want(CronSpec next) {
        post(() -> {
            spec = next;
            schedule = Schedule.parse(next.schedule(), next.timezone());
            due = schedule.after(around.clock().instant()).orElse(null);
        });
    }

    /** Ends every run, keeping the state. Returns when that is done. */
    public void stopAll() throws InterruptedException {
        post(() -> {
            ending = true;
            ledger.running().forEach(run -> stop(run, "the job was taken down"));
        });
        over.await();
        close();
    }

    /** Ends every run and forgets the job. Returns when that is done. */
    public void remove() throws InterruptedException {
        stopAll();
        try {
            Files.deleteIfExists(around.state());
        } catch (IOException e) {
            LOG.warn("cannot delete {}: {}", around.state(), e.getMessage());
        }
    }

    /** What the job is now. */
    public ServiceStatus status() {
        return status;
    }

    /** Stops keeping it; runs live on. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void post(Runnable event) {
        inbox.add(event);
    }

    private void run() {
        while (!closed && !(ending && living.isEmpty())) {
            try {
                var event = inbox.poll(sleep().toMillis(), TimeUnit.MILLISECONDS);
                for (; event != null; event = inbox.poll()) {
                    event.run();
                }
                if (!ending) {
                    tickIfDue();
                }
                publish();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("{}: {}", around.service(), e.getMessage(), e);
                around.log().platform("the platform failed here and tries again: " + e.getMessage());
            }
        }
        over.countDown();
    }

    private Duration sleep() {
        if (due == null) {
            return LONGEST_SLEEP;
        }
        var left = Duration.between(around.clock().instant(), due);
        return left.isNegative()
                ? Duration.ZERO
                : left.compareTo(LONGEST_SLEEP) < 0 ? left.plusMillis(1) : LONGEST_SLEEP;
    }

    private void tickIfDue() {
        var now = around.clock().instant();
        var tick = due;
        if (tick == null || tick.isAfter(now)) {
            return;
        }
        due = schedule.after(now).orElse(null);
        if (spec.paused()) {
            ledger = ledger.dealtWith(tick);
            return;
        }
        if (tick.plus(LATE).isBefore(now)) {
            around.log().platform("the run of " + tick + " was missed: the machine slept; it is not made up");
            ledger = ledger.dealtWith(tick);
            return;
        }
        decide(tick);
    }

    private void decide(Instant tick) {
        var running = ledger.running();
        if (running.isEmpty()) {
            begin(tick);
            return;
        }
        var newest = around.service() + "." + running.getFirst().number();
        switch (spec.concurrency()) {
            case FORBID -> skip(tick, newest + " is not over");
            case ALLOW -> {
                if (running.size() >= MOST_AT_ONCE) {
                    skip(tick, MOST_AT_ONCE + " runs are not over");
                } else {
                    begin(tick);
                }
            }
            case REPLACE -> {
                ledger = ledger.dealtWith(tick);
                waiting.clear();
                waiting.add(tick);
                running.forEach(run -> stop(run, "was replaced by the next run"));
            }
        }
    }

    private void skip(Instant tick, String why) {
        around.log().platform("the run of " + tick + " was skipped: " + why);
        ledger = ledger.dealtWith(tick);
        save();
    }

    private void begin(Instant tick) {
        var id = spec.name() + "-" + HexFormat.of().toHexDigits(RANDOM.nextLong());
        var now = around.clock().instant();
        int release = spec.workload().release();
        var run = new Run(ledger.lastNumber() + 1, tick, id, release, now, null, null, "");
        var before = ledger;
        ledger = ledger.begun(run);
        if (!save()) {
            ledger = before.dealtWith(tick);
            around.log().platform("the run of " + tick + " was skipped: the disk has no room to record it");
            return;
        }
        var record = new InstanceRecord(id, around.environment(), spec.name(), spec.name() + "." + run.number(),
                run.number(), release, InstanceRecord.Kind.RUN, WorkloadKey.of(spec.workload()), 0, "", 0,
                around.instances().boot(), now, 0);
        try {
            follow(run, around.instances()
                    .start(new Launch(record, spec.workload(), around.network().place(),
                            around.log().sink(record.name(), record.id()))));
        } catch (EngineException e) {
            around.log().platform(record.name() + " " + e.getMessage());
            ledger = ledger.ended(run.ended(now, null, String.valueOf(e.getMessage())));
            save();
        }
    }

    private void follow(Run run, Instance instance) {
        living.put(run.number(), instance);
        var _ = instance.ended().thenAccept(exit -> post(() -> ended(run, instance, exit)));
        var left = spec.timeout().minus(Duration.between(run.startedAt(), around.clock().instant()));
        Thread.ofVirtual().name("limit-" + instance.record().id()).start(() -> {
            try {
                if (instance.await(left.isNegative() ? Duration.ZERO : left) == null) {
                    post(() -> stop(run, "took longer than its limit of " + Exit.span(spec.timeout())));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void stop(Run run, String why) {
        var instance = living.get(run.number());
        if (instance != null && stopping.putIfAbsent(run.number(), why) == null) {
            instance.mark(Instance.Mark.DRAINING);
            Thread.ofVirtual().name("stop-" + instance.record().id()).start(() -> stop(instance));
        }
    }

    private void stop(Instance instance) {
        try {
            instance.stop(spec.workload().stopGrace());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ended(Run run, Instance instance, Exit exit) {
        living.remove(run.number());
        var asked = stopping.remove(run.number());
        var code = exit.code();
        var why = asked != null
                ? asked + " and was stopped after " + Exit.span(exit.lived())
                : code != null && code == 0 && !exit.outOfMemory() ? "" : exit.sentence();
        around.log().platform(instance.record().name() + " " + (why.isEmpty() ? exit.sentence() : why));
        ledger = ledger.ended(run.ended(exit.at(), code, why));
        save();
        instance.forget();
        if (living.isEmpty() && !ending) {
            waiting.stream().findFirst().ifPresent(this::begin);
            waiting.clear();
        }
    }

    private boolean save() {
        try {
            Json.save(around.state(), ledger);
            return true;
        } catch (IOException e) {
            LOG.warn("cannot keep the state of {}: {}", around.service(), e.getMessage());
            return false;
        }
    }

    private ServiceStatus observe() {
        var instances = new ArrayList<io.stackblaze.engine.InstanceStatus>();
        for (var run : ledger.runs()) {
            var instance = living.get(run.number());
            instances.add(run.status(around.service(), stopping.containsKey(run.number()),
                    instance == null ? Meter.Usage.NONE : around.meter().of(instance.session())));
        }
        int release = spec.workload().release();
        return new ServiceStatus(around.service(), release,
                spec.paused() ? new Rollout.Stopped(release) : new Rollout.Live(release), instances,
                spec.paused() || due == null ? null : due.toString(), "");
    }

    private void publish() {
        var now = observe();
        if (!now.equals(status)) {
            status = now;
            around.changed().run();
        }
    }
}
