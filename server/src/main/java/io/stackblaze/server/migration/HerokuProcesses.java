package io.stackblaze.server.migration;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.stackblaze.engine.EngineException;
import io.stackblaze.heroku.control.Dyno;
import io.stackblaze.heroku.control.HerokuControl;
import io.stackblaze.heroku.control.JobChange;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.Pause;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;

/** Stops and starts what an app runs at Heroku. How it was is kept before anything is changed. */
final class HerokuProcesses {
    private static final Duration LONGEST_RUN = Duration.ofSeconds(60);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(150);
    private static final Duration LONGEST_CHANGE = Duration.ofSeconds(4);
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Migrations migrations;
    private final HerokuApp heroku;
    private final JobTimes times;
    private final Clock clock;

    private interface Doing {
        void with(HerokuControl control) throws HerokuException, StepFailure, InterruptedException;
    }

    HerokuProcesses(Migrations migrations, HerokuApp heroku, JobTimes times, Clock clock) {
        this.migrations = migrations;
        this.heroku = heroku;
        this.times = times;
        this.clock = clock;
    }

    /** Notes how it is, unless that was noted and not restored since. */
    Fact.Saved save(Migration migration) throws StepFailure, InterruptedException {
        var saved = migrations.get(migration.id()).fact(Fact.SAVED);
        if (saved.isPresent()) {
            return saved.get();
        }
        doing(migration, control -> {
            var formation = new LinkedHashMap<String, Integer>();
            control.formation(migration.app()).forEach(type -> formation.put(type.type(), type.quantity()));
            var jobs = control.jobs(migration.app()).orElseThrow(() -> new StepFailure(
                    "Heroku does not tell the jobs of Scheduler; they would run on both sides.",
                    "Delete them by hand: heroku addons:open scheduler --app " + migration.app()));
            migrations.keep(migration.id(), Fact.SAVED,
                    new Fact.Saved(formation, jobs, control.maintenance(migration.app())));
        });
        return migrations.get(migration.id()).fact(Fact.SAVED).orElseThrow();
    }

    /** Waits until no job is just due: none may fall between both sides. */
    void awaitLull(StepContext context, Fact.Saved saved) throws InterruptedException {
        var wait = JobLull.until(clock.instant(), saved.jobs());
        if (wait.isPositive()) {
            context.detail("waiting " + wait.toSeconds() + " s: a job is due just now");
            Thread.sleep(wait);
        }
    }

    /** Stops workers and jobs, and returns when none of them runs any more. */
    void stop(StepContext context, Migration migration) throws StepFailure, InterruptedException {
        var saved = save(migration);
        awaitLull(context, saved);
        doing(migration, control -> {
            times.stopping(migration, listed(control, migration, saved, true));
            for (var job : saved.jobs()) {
                byHand(control.deleteJob(migration.app(), job));
            }
            for (var type : workers(saved).keySet()) {
                control.scale(migration.app(), type, 0);
            }
            var end = System.nanoTime() + LONGEST_STOP.toNanos();
            var patience = System.nanoTime() + LONGEST_RUN.toNanos();
            for (var left = running(control, migration); !left.isEmpty(); left = running(control, migration)) {
                context.detail("waiting for " + String.join(", ", left.stream().map(Dyno::name).toList()));
                if (System.nanoTime() > end) {
                    throw new StepFailure("At Heroku these still run: " + left.stream().map(Dyno::name).toList() + ".",
                            "Look at them: heroku ps --app " + migration.app());
                }
                if (System.nanoTime() > patience) {
                    for (var run : left.stream().filter(dyno -> !saved.formation().containsKey(dyno.type())).toList()) {
                        control.stop(migration.app(), run.name());
                    }
                }
                context.checkCancelled();
                Thread.sleep(LOOK);
            }
        });
        context.detail("seen stopped: " + (workers(saved).isEmpty() ? "no workers" : workers(saved).keySet()) + ", "
                + Words.count(saved.jobs().size(), "job"));
    }

    /** Starts them again as they were; what was kept is forgotten then. */
    void restore(StepContext context, Migration migration) throws StepFailure, InterruptedException {
        var saved = migrations.get(migration.id()).fact(Fact.SAVED);
        if (saved.isEmpty()) {
            return;
        }
        doing(migration, control -> {
            control.maintenance(migration.app(), saved.get().maintenance());
            for (var type : workers(saved.get()).entrySet()) {
                control.scale(migration.app(), type.getKey(), type.getValue());
            }
            times.starting(migration, listed(control, migration, saved.get(), false));
            for (var job : saved.get().jobs()) {
                if (control.createJob(migration.app(), job) instanceof JobChange.ByHand hand) {
                    context.log(hand.why() + " " + hand.remedy());
                    migrations.note(migration.id(), context.by(), "to be done by hand: " + hand.remedy());
                }
            }
        });
        makeUp(context, migration);
        migrations.forget(migration.id(), Fact.SAVED);
        context.detail("as it was: " + saved.get().formation() + ", " + Words.count(saved.get().jobs().size(), "job"));
    }

    /** Runs there what fell due while it ran on neither side, each once. */
    private void makeUp(StepContext context, Migration migration) throws StepFailure, InterruptedException {
        for (var pair : times.missed(migration)) {
            var job = Objects.requireNonNull(pair.job());
            times.makingUp(migration, pair);
            doing(migration, control -> control.run(migration.app(), job.command(), job.size()));
            context.log(pair.name() + " was due while it changed sides; it was started once at Heroku.");
        }
        times.done(migration);
    }

    /** Services of those jobs that Heroku has, or has not. */
    private static List<String> listed(HerokuControl control, Migration migration, Fact.Saved saved, boolean has)
            throws HerokuException, InterruptedException {
        var there = control.jobs(migration.app()).orElse(saved.jobs());
        return migration.pairs("cron").stream().filter(pair -> has == there.stream().anyMatch(
                job -> pair.job() != null && pair.job().command().equals(job.command())
                        && pair.job().everyMinutes() == job.everyMinutes() && pair.job().at() == job.at()))
                .map(Fact.Pair::name).toList();
    }

    /** Shows visitors of Heroku the maintenance page, or ends that; soon, because requests are held meanwhile. */
    void maintenance(Migration migration, boolean on) throws StepFailure, InterruptedException {
        var end = System.nanoTime() + LONGEST_CHANGE.toNanos();
        doing(migration, pause -> {
            if (System.nanoTime() > end) {
                throw new EngineException(EngineException.Code.UNREACHABLE,
                        "Heroku does not change its maintenance page.");
            }
            Thread.sleep(pause);
        }, control -> control.maintenance(migration.app(), on));
    }

    /** How many web processes it has there. */
    static int web(Fact.Saved saved) {
        return Math.max(1, saved.formation().getOrDefault("web", 1));
    }

    /** How many of each worker and cron are to run here. */
    static Map<String, Integer> here(Migration migration, Fact.Saved saved) {
        var numbers = new LinkedHashMap<String, Integer>();
        migration.pairs("worker").forEach(
                pair -> numbers.put(pair.name(), saved.formation().getOrDefault(pair.process(), pair.quantity())));
        migration.pairs("cron").forEach(pair -> numbers.put(pair.name(), 1));
        return numbers;
    }

    private static Map<String, Integer> workers(Fact.Saved saved) {
        var workers = new LinkedHashMap<>(saved.formation());
        workers.keySet().removeIf(type -> type.equals("web"));
        workers.values().removeIf(quantity -> quantity == 0);
        return workers;
    }

    private static List<Dyno> running(HerokuControl control, Migration migration)
            throws HerokuException, InterruptedException {
        return control.dynos(migration.app()).stream()
                .filter(dyno -> !dyno.type().equals("web") && !dyno.state().equals("down")
                        && !dyno.state().equals("crashed"))
                .toList();
    }

    private static void byHand(JobChange change) throws StepFailure {
        if (change instanceof JobChange.ByHand hand) {
            throw new StepFailure(hand.why(), hand.remedy());
        }
    }

    private void doing(Migration migration, Doing doing) throws StepFailure, InterruptedException {
        doing(migration, Thread::sleep, doing);
    }

    private void doing(Migration migration, Pause pause, Doing doing) throws StepFailure, InterruptedException {
        try (var control = new HerokuControl(heroku.hosts(migration), heroku.token(migration), pause)) {
            doing.with(control);
        } catch (HerokuException e) {
            throw HerokuApp.failure(e);
        }
    }
}
