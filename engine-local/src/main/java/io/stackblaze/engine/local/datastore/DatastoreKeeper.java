package io.stackblaze.engine.local.datastore;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.stackblaze.engine.BackupReport;
import io.stackblaze.engine.BackupWindow;
import io.stackblaze.engine.DatastoreSpec;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.InstanceStatus;
import io.stackblaze.engine.Rollout;
import io.stackblaze.engine.ServiceStatus;
import io.stackblaze.engine.local.logs.ServiceLog;
import io.stackblaze.engine.local.logs.Tail;
import io.stackblaze.engine.local.proc.Meter;
import org.jspecify.annotations.Nullable;

/** Keeps a datastore's server running. Public methods may be called from any thread. */
public final class DatastoreKeeper implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration MEASURE = Duration.ofMinutes(1);

    /**
     * What the keeper works with.
     *
     * @param folder the server's own folder
     * @param binaries where servers' programs are unpacked
     * @param changed called after each change of the status
     * @param backing keeps its backups
     */
    public record Surroundings(Path folder, Path binaries, String address, ServiceLog log, Meter meter, Clock clock,
            Runnable changed, BackupPlace.Corner backing) {}

    private sealed interface State {
        record Starting() implements State {}

        record Running(Instant since, long pid) implements State {}

        record Failed(String why, Instant until, Duration waited) implements State {}

    }

    private final Surroundings around;
    private final LinkedBlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final CountDownLatch attempted = new CountDownLatch(1);
    private final Thread thread;
    private final int port;
    private DatastoreSpec spec;
    private volatile Server server;
    private State state = new State.Starting();
    private int restarts;
    private @Nullable Tail tail;
    private String tailed = "";
    private long bytes;
    private Instant measureAt = Instant.EPOCH;
    private final Object guarding = new Object();
    private volatile @Nullable Backups backups;
    private volatile boolean closed;
    private volatile ServiceStatus status;

    /** A keeper for a server as it should be. */
    public DatastoreKeeper(DatastoreSpec spec, Surroundings around) {
        this.spec = spec;
        this.around = around;
        this.port = port(spec);
        this.server = Server.of(spec, around.folder(), around.binaries(), around.address());
        this.thread = Thread.ofVirtual().name("datastore-" + spec.name()).unstarted(this::run);
        this.status = observe();
    }

    /** Begins: the server is started, or found running. */
    public void start() {
        thread.start();
    }

    /** Port that services of the kind are reached at. */
    public static int port(DatastoreSpec spec) {
        return Server.port(spec);
    }

    /** Waits until it runs, or could not be started the first time. */
    public void awaitAttempt(Duration atMost) throws InterruptedException {
        var _ = attempted.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes another spec. */
    public void want(DatastoreSpec next) {
        inbox.add(() -> {
            if (!next.equals(spec)) {
                spec = next;
                promise(next.backup());
                server = Server.of(spec, around.folder(), around.binaries(), around.address());
                state = new State.Starting();
            }
        });
    }

    /** Stops the server, and keeping it. Returns when it has stopped. */
    public void stop() throws InterruptedException, DatastoreException {
        close();
        thread.join();
        server.stop();
        endTail();
    }

    /** Stops the server and deletes its data. */
    public void destroy() throws InterruptedException, DatastoreException {
        close();
        thread.join();
        endTail();
        server.destroy();
    }

    private void endTail() {
        if (tail != null) {
            tail.finish();
            tail = null;
        }
    }

    /** Its backups, once it ran. */
    public Optional<Backups> backups() {
        return Optional.ofNullable(backups);
    }

    /** Where it is reached by TCP, from the machine itself too; empty while it does not run. */
    public Optional<Engine.Reach> reach() {
        return status.rollout() instanceof Rollout.Live
                ? Optional.of(new Engine.Reach(around.address(), port))
                : Optional.empty();
    }

    /** What its server counts; empty while it does not answer. */
    public Optional<Vitals> vitals() {
        if (!(status.rollout() instanceof Rollout.Live)) {
            return Optional.empty();
        }
        try {
            return Optional.of(server.vitals());
        } catch (DatastoreException e) {
            return Optional.empty();
        }
    }

    /** What the datastore is now. */
    public ServiceStatus status() {
        return status;
    }

    /** Pid of the server, for the meter; 0 when it does not run. */
    public int root() {
        return state instanceof State.Running running ? (int) running.pid() : 0;
    }

    /** Stops keeping it; the server lives on. */
    @Override
    public void close() {
        closed = true;
        inbox.add(() -> {});
        synchronized (guarding) {
            if (backups != null) {
                backups.close();
            }
        }
    }

    /** Begins to keep backups with the first start; from then on they outlive the server's ends. */
    private void guard() {
        synchronized (guarding) {
            if (!closed && backups == null) {
                var kept = around.backing().of(server, spec.backup());
                kept.start();
                backups = kept;
            }
        }
    }

    private void promise(BackupWindow window) {
        var keeper = backups;
        if (keeper != null) {
            keeper.promise(window);
        }
    }

    private void run() {
        while (!closed) {
            try {
                step();
                publish();
                var event = inbox.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                if (event != null) {
                    event.run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                failed("cannot be kept: " + e.getMessage());
            }
        }
    }

    private void step() throws InterruptedException {
        switch (state) {
            case State.Starting _ -> begin();
            case State.Running running -> {
                if (server.process().isEmpty()) {
                    around.log().platform(spec.name() + " ended unexpectedly after "
                            + Duration.between(running.since(), around.clock().instant()).toSeconds()
                            + " s; it is started again");
                    restarts++;
                    begin();
                }
            }
            case State.Failed(_, var until, _) -> {
                if (!around.clock().instant().isBefore(until)) {
                    begin();
                }
            }
        }
        measure();
    }

    private void begin() throws InterruptedException {
        try {
            server.start();
            var process = server.process();
            var since = process.flatMap(handle -> handle.info().startInstant()).orElse(around.clock().instant());
            state = new State.Running(since, process.map(ProcessHandle::pid).orElse(0L));
            followLog();
            guard();
        } catch (DatastoreException e) {
            failed(String.valueOf(e.getMessage()));
        } finally {
            attempted.countDown();
        }
    }

    private void followLog() {
        var file = server.log();
        if (!Files.exists(file)) {
            return;
        }
        var key = key(file);
        if (tail != null && !key.equals(tailed)) {
            endTail();
        }
        if (tail == null) {
            tailed = key;
            tail = Tail.start(file, around.log().sink(spec.name() + ".1", around.folder().getFileName().toString()),
                    spec.name());
        }
    }

    /** Tells a log file from the one that has its name later. */
    private static String key(Path file) {
        try {
            return String.valueOf(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
            return "";
        }
    }

    private void failed(String why) {
        var wait = state instanceof State.Failed(_, _, var last) ? last.multipliedBy(2) : FIRST_WAIT;
        wait = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
        around.log().platform(spec.name() + " could not be started, next try in " + wait.toSeconds() + " s: " + why);
        state = new State.Failed(why, around.clock().instant().plus(wait), wait);
        attempted.countDown();
    }

    private void measure() {
        var now = around.clock().instant();
        if (state instanceof State.Running && !now.isBefore(measureAt)) {
            measureAt = now.plus(MEASURE);
            bytes = size(around.folder());
        }
    }

    private static long size(Path folder) {
        var sum = new AtomicLong();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    sum.addAndGet(attributes.size());
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // deleted meanwhile
                }
            });
        } catch (IOException e) {
            return sum.get();
        }
        return sum.get();
    }

    private ServiceStatus observe() {
        var name = spec.name() + ".1";
        var usage = around.meter().of(root());
        var kept = backups;
        var detail = server.version() + (bytes > 0 ? ", " + (bytes >> 20) + " MB" : "")
                + (kept == null ? "" : words(kept.report()));
        return switch (state) {
            case State.Starting _ -> new ServiceStatus(spec.name(), 0, new Rollout.Rolling(0, 0, 1, "starting"),
                    List.of(), null, detail);
            case State.Running(var since, _) -> new ServiceStatus(spec.name(), 0, new Rollout.Live(0),
                    List.of(new InstanceStatus(name, 0, InstanceStatus.State.READY, since, null, null, restarts, "",
                            usage.cpuPercent(), usage.memoryBytes())),
                    null, detail);
            case State.Failed(var why, _, _) -> new ServiceStatus(spec.name(), 0,
                    new Rollout.Failed(0, why, List.of()), List.of(new InstanceStatus(name, 0,
                            InstanceStatus.State.BACKOFF, null, null, null, restarts, why, 0, 0)),
                    null, detail);
        };
    }

    private static String words(BackupReport backups) {
        return switch (backups.state()) {
            case STARTING -> ", first backup is being made";
            case HEALTHY -> ", backups are kept";
            case DEGRADED -> ", backups are behind: " + backups.detail();
            case BROKEN -> ", backups are BROKEN: " + backups.detail();
        };
    }

    private void publish() {
        var now = observe();
        if (!now.equals(status)) {
            status = now;
            around.changed().run();
        }
    }
}
