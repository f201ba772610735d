package io.stackblaze.server.migration;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.engine.Diversion;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EngineException;
import io.stackblaze.server.operation.StepFailure;

/**
 * The moment of a cut, in either direction: requests are held, datastores change sides one within the other, and then
 * requests go on to the other side. Asking for it again after a crash finishes what was begun.
 */
final class CutWork {
    /** Held longer than this, a request is refused. */
    private static final Duration HELD = Duration.ofSeconds(20);
    /** So long those that were passed on may take. */
    private static final Duration DRAINED = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Engine engine;
    private final Moves moves;
    private final Clock clock;

    /** What is done while everything stands still and all data is over there. */
    interface Still {
        void done() throws StepFailure, InterruptedException;
    }

    CutWork(Engine engine, Moves moves, Clock clock) {
        this.engine = engine;
        this.moves = moves;
        this.clock = clock;
    }

    /**
     * Makes the cut.
     *
     * @param quiet called once requests are held, before datastores change sides
     * @param still called when all data is over there
     */
    MigrationView.Cut run(Migration migration, boolean here, Still quiet, Still still)
            throws StepFailure, InterruptedException {
        var work = new Once(migration, here, quiet, still);
        try {
            work.next(0);
        } catch (MovingException e) {
            if (e.getCause() instanceof StepFailure inner) {
                throw inner;
            }
            if (e.getCause() instanceof EngineException inner) {
                throw inner;
            }
            throw e.failure();
        }
        return work.cut();
    }

    /** Leads requests somewhere; an app without web processes has none. */
    void divert(Migration migration, Diversion diversion) {
        migration.web().ifPresent(web -> engine.divert(migration.target(), web.name(), diversion));
    }

    /** To Heroku. */
    static Diversion outside(Migration migration) {
        return new Diversion.Outside(HerokuApp.origin(migration), HerokuApp.host(migration), 0);
    }

    /** One cut. */
    private final class Once {
        private final Migration migration;
        private final boolean here;
        private final Still quiet;
        private final Still still;
        private final List<Fact.Store> stores = new ArrayList<>();
        private final List<MigrationView.CutStep> steps = new ArrayList<>();
        private long heldSince;
        private long heldMillis;
        private long pauseMillis;
        private long compared;

        Once(Migration migration, boolean here, Still quiet, Still still) {
            this.migration = migration;
            this.here = here;
            this.quiet = quiet;
            this.still = still;
            // Postgres outside: what changes sides within its pause is taken back with it.
            migration.stores().stream().filter(store -> store.kind().equals("postgres")).forEach(stores::add);
            migration.stores().stream().filter(store -> !store.kind().equals("postgres")).forEach(stores::add);
        }

        void next(int index) throws MovingException, InterruptedException {
            if (index == stores.size()) {
                hold();
                tell(still);
                heldMillis = (System.nanoTime() - heldSince) / 1_000_000;
                return;
            }
            var store = stores.get(index);
            try (var move = moves.open(migration, store)) {
                if (move instanceof RedisMoving redis && heldSince == 0) {
                    compared += redis.verify();
                }
                var around = new Moving.Around() {
                    @Override
                    public void before() throws MovingException, InterruptedException {
                        hold();
                    }

                    @Override
                    public void within() throws MovingException, InterruptedException {
                        next(index + 1);
                    }
                };
                var cut = here ? move.cutOver(around) : move.cutBack(around);
                compared += cut.compared();
                pauseMillis = Math.max(pauseMillis, cut.pause().toMillis());
                cut.steps().forEach((name, took) -> steps
                        .add(new MigrationView.CutStep(store.service() + ": " + name, took.toMillis())));
            }
        }

        /** Holds requests once, and waits until those that were passed on are answered. */
        private void hold() throws MovingException, InterruptedException {
            if (heldSince != 0) {
                return;
            }
            heldSince = System.nanoTime();
            try {
                divert(migration, new Diversion.Hold(HELD));
                drain();
            } catch (EngineException e) {
                throw new MovingException(String.valueOf(e.getMessage()), false, e);
            }
            steps.add(new MigrationView.CutStep("hold", (System.nanoTime() - heldSince) / 1_000_000));
            tell(quiet);
        }

        /** One that is still with Heroku when writes stop there would fail; what stays open for long is let go. */
        private void drain() throws InterruptedException {
            if (migration.web().isEmpty()) {
                return;
            }
            var web = migration.web().get().name();
            long end = System.nanoTime() + DRAINED.toNanos();
            while (engine.edgeTraffic(migration.target(), web).passing() > 0 && System.nanoTime() < end) {
                Thread.sleep(LOOK);
            }
        }

        private void tell(Still what) throws MovingException, InterruptedException {
            try {
                what.done();
            } catch (StepFailure | EngineException e) {
                throw new MovingException(String.valueOf(e.getMessage()), false, e);
            }
        }

        MigrationView.Cut cut() {
            return new MigrationView.Cut(here ? "here" : "heroku", clock.instant(), pauseMillis, heldMillis, steps,
                    compared, 0);
        }
    }
}
