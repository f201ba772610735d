package io.stackblaze.heroku.emulator.live;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.App;
import io.stackblaze.heroku.emulator.account.Dyno;

/**
 * An app that really runs: one process for each of its dynos. New ones start at the moment the old ones are told to
 * end, as on Heroku.
 */
final class LiveApp implements AutoCloseable {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_RELEASE = Duration.ofMinutes(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Account account;
    private final App app;
    private final Path slug;
    private final Path folder;
    private final Duration grace;
    private final AppLog log;
    private final Map<UUID, DynoProcess> running = new ConcurrentHashMap<>();
    private final Map<UUID, Integer> crashes = new ConcurrentHashMap<>();
    private final Map<UUID, Thread> ending = new ConcurrentHashMap<>();
    private final Semaphore changed = new Semaphore(1);
    private final Thread keeper;
    private volatile boolean closed;

    /**
     * Starts its dynos, and goes on to do so as its formation changes.
     *
     * @param slug its built code
     * @param folder where dynos have their folders
     * @param grace how long a dyno has between the request to end and its death
     */
    LiveApp(Account account, App app, Path slug, Path folder, Duration grace, Clock clock) {
        this.account = account;
        this.app = app;
        this.slug = slug;
        this.folder = folder;
        this.grace = grace;
        this.log = new AppLog(clock);
        this.keeper = Thread.ofVirtual().name("dynos of " + app.name()).unstarted(this::keep);
    }

    void start() {
        account.watch(one -> {
            if (one.equals(app)) {
                changed.release();
            }
        });
        keeper.start();
    }

    App app() {
        return app;
    }

    Path slug() {
        return slug;
    }

    AppLog log() {
        return log;
    }

    /** Dynos that web requests may go to. */
    List<DynoProcess> web() {
        synchronized (account) {
            var up = app.dynos().list().stream().filter(dyno -> dyno.state().equals("up")).map(Dyno::id).toList();
            return running.values().stream().filter(one -> one.dyno().type().equals("web") && !one.isStopping()
                    && up.contains(one.dyno().id())).toList();
        }
    }

    /** Runs a command to its end, before anything else of the app does. */
    void runOnce(String type, String command) throws IOException, InterruptedException {
        Dyno dyno;
        Map<String, String> variables;
        synchronized (account) {
            dyno = app.dynos().run(type, command, "Basic", Map.of());
            variables = app.environment(dyno);
        }
        var process = DynoProcess.start(dyno, slug, folder.resolve(dyno.id().toString()), variables, log);
        try {
            var status = process.await(LONGEST_RELEASE);
            if (status.orElse(-1) != 0) {
                throw new IOException("`" + command + "` did not end well: " + String.join("\n", log.lines()));
            }
        } finally {
            process.stop(Duration.ZERO);
            synchronized (account) {
                app.dynos().observe(dyno.id(), "down");
            }
        }
    }

    private void keep() {
        try {
            while (!closed) {
                changed.acquire();
                changed.drainPermits();
                reconcile();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void reconcile() {
        var starting = new HashMap<Dyno, Map<String, String>>();
        List<UUID> wanted;
        synchronized (account) {
            wanted = app.dynos().list().stream().map(Dyno::id).toList();
            app.dynos().list().stream().filter(dyno -> dyno.state().equals("starting")
                    && !running.containsKey(dyno.id())).forEach(dyno -> starting.put(dyno, app.environment(dyno)));
        }
        running.values().stream().filter(one -> !wanted.contains(one.dyno().id()) && !one.isStopping())
                .forEach(this::end);
        starting.forEach(this::begin);
    }

    private void begin(Dyno dyno, Map<String, String> variables) {
        try {
            var process = DynoProcess.start(dyno, slug, folder.resolve(dyno.id().toString()), variables, log);
            running.put(dyno.id(), process);
            Thread.startVirtualThread(() -> accompany(process));
        } catch (IOException e) {
            log.add("heroku[" + dyno.name() + "]", "Error: " + e.getMessage());
            observe(dyno, "crashed");
        }
    }

    /** From its start to its end. */
    private void accompany(DynoProcess process) {
        var dyno = process.dyno();
        try {
            if (process.boots()) {
                observe(dyno, "up");
            }
            var status = process.await();
            log.add("heroku[" + dyno.name() + "]", "Process exited with status " + status);
            if (process.isStopping()) {
                return;
            }
            process.stop(Duration.ZERO);
            running.remove(dyno.id());
            if (dyno.isFormed()) {
                crashed(dyno);
            } else {
                observe(dyno, "down");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A dyno that crashes is started again, later each time. */
    private void crashed(Dyno dyno) throws InterruptedException {
        log.add("heroku[" + dyno.name() + "]", "State changed from up to crashed");
        observe(dyno, "crashed");
        var times = crashes.merge(dyno.id(), 1, Integer::sum);
        var wait = FIRST_WAIT.multipliedBy(1L << Math.min(times - 1, 8));
        Thread.sleep(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
        observe(dyno, "starting");
        changed.release();
    }

    private void end(DynoProcess process) {
        var dyno = process.dyno();
        log.add("heroku[" + dyno.name() + "]", "Stopping all processes with SIGTERM");
        ending.put(dyno.id(), Thread.startVirtualThread(() -> {
            process.stop(grace);
            running.remove(dyno.id());
            ending.remove(dyno.id());
        }));
    }

    private void observe(Dyno dyno, String state) {
        synchronized (account) {
            app.dynos().observe(dyno.id(), state);
        }
    }

    /** Ends all dynos, as on a stop. */
    @Override
    public void close() {
        closed = true;
        keeper.interrupt();
        Ending.await(keeper, grace);
        running.values().stream().filter(one -> !one.isStopping()).forEach(this::end);
        for (Thread thread : List.copyOf(ending.values())) {
            Ending.await(thread, grace.plusSeconds(10));
        }
    }
}
