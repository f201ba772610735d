package io.stackblaze.engine.local.rollout;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.ProcessSpec;
import io.stackblaze.engine.ServiceStatus;
import io.stackblaze.engine.WebSpec;
import io.stackblaze.engine.local.instance.Instance;
import io.stackblaze.engine.local.state.Json;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a web or worker service as it should be: one thread takes events one by one, and after each does what the plan
 * says.
 * All public methods may be called from any thread and return at once.
 */
public final class ServiceKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceKeeper.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int LAST_LINES = 50;

    private final Surroundings around;
    private final Crew crew;
    private final Edge edge;
    private final Autoscaler autoscaler;
    private final LinkedBlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;
    private Course course;
    private int scale;
    private @Nullable String firstCause;
    private boolean unsaved = true;
    private boolean ending;
    private volatile boolean closed;
    private Instant nextScaling;
    private volatile ServiceStatus status;

    /** A keeper for a service that has just been asked for, or was before this node began. */
    public ServiceKeeper(Surroundings around, Edge edge, ProcessSpec spec, List<Instance> adopted) throws IOException {
        this.around = around;
        this.edge = edge;
        this.autoscaler = new Autoscaler(around.timing().scaleDown());
        var kept = Json.load(around.state(), Kept.class);
        this.course = kept.map(before -> before.course().want(spec)).orElseGet(() -> Course.first(spec));
        this.scale = within(kept.map(Kept::scale).orElse(0));
        this.crew = new Crew(around, this::post, this::judge);
        this.nextScaling = around.clock().instant().plus(around.timing().scale());
        this.thread = Thread.ofVirtual().name("keeper-" + around.service()).unstarted(this::run);
        course.goal().ifPresent(goal -> crew.adopt(adopted, goal, course.lastGood()));
        this.status = observe();
    }

    /** Begins. Instances are started from now on. */
    public void start() {
        thread.start();
    }

    private int within(int number) {
        var scaling = course.wanted().scaling();
        return Math.clamp(number, scaling.min(), scaling.max());
    }

    /** Takes another spec. */
    public void want(ProcessSpec spec) {
        post(() -> {
            var before = course;
            course = course.want(spec);
            if (course instanceof Course.Rolling && !(before instanceof Course.Rolling rolling
                    && rolling.wanted().sameAs(spec))) {
                firstCause = null;
            }
            int chosen = within(scale);
            if (chosen != scale && course instanceof Course.Live) {
                around.log().platform("scaled from %d to %d instances".formatted(scale, chosen));
            }
            scale = chosen;
            unsaved = true;
        });
    }

    /** Replaces every instance by a new one; returns when the status says so. */
    public void restart() throws InterruptedException {
        var begun = new CountDownLatch(1);
        post(() -> {
            course = course.restart();
            firstCause = null;
            unsaved = true;
            publish();
            begun.countDown();
        });
        var _ = begun.await(PATIENCE.toMillis() * 10, TimeUnit.MILLISECONDS);
    }

    /** Drains and ends every instance, keeping the state. Returns when that is done. */
    public void stopAll() throws InterruptedException {
        post(() -> ending = true);
        over.await();
        close();
    }

    /** Drains and ends every instance, and forgets the service. Returns when that is done. */
    public void remove() throws InterruptedException {
        stopAll();
        try {
            Files.deleteIfExists(around.state());
        } catch (IOException e) {
            LOG.warn("cannot delete {}: {}", around.state(), e.getMessage());
        }
    }

    /** What the service is now. */
    public ServiceStatus status() {
        return status;
    }

    /** Stops keeping it; its instances live on. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        crew.stopWatching();
        edge.close();
    }

    private void post(Runnable event) {
        inbox.add(event);
    }

    private void run() {
        while (!closed && !(ending && crew.isEmpty())) {
            try {
                var event = inbox.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                for (; event != null; event = inbox.poll()) {
                    event.run();
                }
                step();
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

    private void step() {
        save();
        course.goal().ifPresent(crew::remember);
        course.lastGood().ifPresent(crew::remember);
        autoscale();
        crew.restartDue();
        for (var step : Plan.next(wanted(), crew.seats(current()))) {
            switch (step) {
                case Plan.Step.Start(var number) -> course.goal().ifPresent(goal -> launch(number, goal));
                case Plan.Step.Drain(var index) -> crew.leave(index);
            }
        }
        route();
        crew.drainLeaving(edge, course.goal().or(course::lastGood).orElse(course.wanted()));
        finish();
        publish();
    }

    private int wanted() {
        return ending
                ? 0
                : course.goal().isEmpty()
                        ? 0
                        : Math.clamp(scale, course.wanted().scaling().min(),
                                course.wanted().scaling().max());
    }

    private Target.@Nullable Identity current() {
        return course.goal().map(Target::identity).orElse(null);
    }

    private void launch(int number, Target goal) {
        try {
            crew.launch(number, goal, 0);
        } catch (EngineException e) {
            if (course instanceof Course.Rolling rolling) {
                giveUp(rolling, String.valueOf(e.getMessage()), null);
            } else {
                around.log().platform(around.service() + "." + number + " " + e.getMessage());
            }
        }
    }

    /** Decides what an instance's end, or its illness, means for the release. */
    private void judge(Member member, Instance instance, String cause, boolean wasReady) {
        boolean onTrial = course instanceof Course.Rolling && member.identity.equals(current()) && !ending;
        if (!onTrial) {
            return;
        }
        var rolling = (Course.Rolling) course;
        if (wasReady) {
            giveUp(rolling, "was healthy, then " + cause, instance);
        } else if (member.restarts > 0 || firstCause != null || instance.has(Instance.Mark.UNHEALTHY)) {
            giveUp(rolling, firstCause == null ? cause : firstCause, instance);
        } else {
            firstCause = cause;
        }
    }

    private void giveUp(Course.Rolling rolling, String cause, @Nullable Instance instance) {
        var lines = instance == null ? List.<String>of() : around.log().lastOf(instance.record().id(), LAST_LINES);
        around.log().platform("release %d was given up: %s; %s".formatted(rolling.wanted().release(), cause,
                rolling.lastGood().map(good -> "release " + good.release() + " goes on").orElse("nothing runs")));
        course = rolling.fail(cause, lines);
        unsaved = true;
        firstCause = null;
        crew.dismissUnready(rolling.wanted().identity());
    }

    private void route() {
        if (course.wanted().spec() instanceof WebSpec web) {
            var serving = course.goal().map(Target::spec).map(WebSpec.class::cast).orElse(web);
            edge.serve(web.hostnames(), serving.port(),
                    Doorway.target(crew.backends(), course, wanted(), crew.lastReason()));
        }
    }

    private void finish() {
        if (!ending && course instanceof Course.Rolling rolling && crew.consistsOf(current(), wanted())) {
            course = rolling.done();
            firstCause = null;
            unsaved = true;
            around.log().platform(wanted() == 0
                    ? "stopped: no instances are wanted"
                    : "release %d is live with %d instance%s".formatted(rolling.wanted().release(), wanted(),
                            wanted() == 1 ? "" : "s"));
            save();
        }
    }

    private void autoscale() {
        var now = around.clock().instant();
        var scaling = course.wanted().scaling();
        if (now.isBefore(nextScaling) || scaling.min() == scaling.max() || !(course instanceof Course.Live live)) {
            return;
        }
        nextScaling = now.plus(around.timing().scale());
        int running = crew.backends().size() + crew.readyWorkers();
        double busy = crew.busy(live.wanted().spec().workload().resources());
        int chosen = running == 0 ? scale : autoscaler.decide(now, running, busy, scaling);
        if (chosen != scale) {
            around.log().platform("scaled from %d to %d instances: they use %.0f %% of their CPU, %d %% is aimed at"
                    .formatted(scale, chosen, busy, scaling.targetCpuPercent()));
            scale = chosen;
            unsaved = true;
        }
    }

    private void save() {
        if (!unsaved) {
            return;
        }
        try {
            Json.save(around.state(), new Kept(course, scale));
            unsaved = false;
        } catch (IOException e) {
            LOG.warn("cannot keep the state of {}, trying again: {}", around.service(), e.getMessage());
        }
    }

    private ServiceStatus observe() {
        return Overview.of(around.service(), course, wanted(), crew, around.meter());
    }

    private void publish() {
        var now = observe();
        if (!now.equals(status)) {
            status = now;
            around.changed().run();
        }
    }
}
