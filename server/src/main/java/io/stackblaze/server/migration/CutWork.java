package io.stackblaze.server.migration;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.engine.Diversion;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EngineException;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The moment of a cut, in either direction. First, while everything goes on, both sides are compared whole; then
 * workers
 * and jobs stop, requests are held, datastores change sides one within the other, and requests go on to the other side.
 * Until it is written down that the other side has everything, a failure takes all of it back; from then on nothing is
 * taken back. Asking for it again after a crash finishes what was begun, or begins anew.
 */
final class CutWork {
    private static final Logger LOG = LoggerFactory.getLogger(CutWork.class);
    /** After so long without a cut, requests go on where they came from. */
    private static final Duration HELD = Duration.ofSeconds(20);
    /** A cut that takes longer is taken back, so that requests need not wait as long as that. */
    private static final Duration LONGEST = Duration.ofSeconds(15);
    /** So long those that were passed on may take. */
    private static final Duration DRAINED = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Engine engine;
    private final Moves moves;
    private final Clock clock;

    /** What happens beside the datastores. */
    interface Turn {
        /** Both sides are equal; what else writes on the old side is stopped. */
        void quiet() throws StepFailure, InterruptedException;

        /** Requests are held. */
        void held() throws StepFailure, InterruptedException;

        /** Writes down that the other side has everything. */
        void turned() throws StepFailure, InterruptedException;

        /** It was taken back: requests are led where they were. */
        void takenBack() throws StepFailure, InterruptedException;

        /** Where requests go when all is done. */
        Diversion next();
    }

    CutWork(Engine engine, Moves moves, Clock clock) {
        this.engine = engine;
        this.moves = moves;
        this.clock = clock;
    }

    /**
     * Makes the cut.
     *
     * @param here whether the app is to run here then
     */
    MigrationView.Cut run(StepContext context, Migration migration, boolean here, Turn turn)
            throws StepFailure, InterruptedException {
        var opened = new ArrayList<Moving>();
        var work = new Once(migration, here, turn, opened);
        try {
            for (var store : work.stores) {
                opened.add(moves.open(migration, store));
            }
            context.phase("compare both sides while writes go on");
            for (var move : opened) {
                work.compared += move.ready(work.target());
            }
            context.phase("stop workers and jobs");
            turn.quiet();
            context.phase("hold, and change sides");
            work.next(0);
            work.end();
            return work.cut();
        } catch (MovingException e) {
            work.takenBack();
            throw failure(e);
        } catch (RuntimeException e) {
            work.takenBack();
            throw e;
        } finally {
            opened.forEach(Moving::close);
        }
    }

    private static StepFailure failure(MovingException e) {
        return switch (e.getCause()) {
            case StepFailure inner -> inner;
            case EngineException inner -> throw inner;
            case null, default -> e.failure();
        };
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
        private final Turn turn;
        private final List<Moving> opened;
        private final List<Fact.Store> stores = new ArrayList<>();
        private final List<MigrationView.CutStep> steps = new ArrayList<>();
        private final List<MovingException> late = new ArrayList<>();
        private boolean turned;
        private long heldSince;
        private long heldMillis;
        private long pauseMillis;
        private long compared;

        Once(Migration migration, boolean here, Turn turn, List<Moving> opened) {
            this.migration = migration;
            this.here = here;
            this.turn = turn;
            this.opened = opened;
            // Postgres outside: what changes sides within its pause is taken back with it.
            migration.stores().stream().filter(store -> store.kind().equals("postgres")).forEach(stores::add);
            migration.stores().stream().filter(store -> !store.kind().equals("postgres")).forEach(stores::add);
        }

        Moving.Side target() {
            return here ? Moving.Side.HERE : Moving.Side.THERE;
        }

        void next(int index) throws MovingException, InterruptedException {
            try {
                if (index == stores.size()) {
                    change();
                } else {
                    cut(index);
                }
            } catch (MovingException e) {
                if (!turned) {
                    throw e;
                }
                // What it is nested in must not be taken back any more.
                late.add(e);
            }
        }

        private void cut(int index) throws MovingException, InterruptedException {
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
            var cut = here ? opened.get(index).cutOver(around) : opened.get(index).cutBack(around);
            compared += cut.compared();
            pauseMillis = Math.max(pauseMillis, cut.pause().toMillis());
            cut.steps().forEach((name, took) -> steps.add(
                    new MigrationView.CutStep(stores.get(index).service() + ": " + name, took.toMillis())));
        }

        /** Requests go on where they came from at once, not when somebody has tried again. */
        void takenBack() throws InterruptedException {
            if (turned || heldSince == 0) {
                return;
            }
            try {
                turn.takenBack();
            } catch (StepFailure | EngineException e) {
                LOG.warn("requests are held until their time is over: {}", e.getMessage());
            }
        }

        /** All data is over there: that is written down, and requests follow it. */
        private void change() throws MovingException, InterruptedException {
            hold();
            var took = Duration.ofNanos(System.nanoTime() - heldSince);
            if (took.compareTo(LONGEST) > 0) {
                throw new MovingException("Requests were held for " + took.toMillis() + " ms, longer than the "
                        + LONGEST.toMillis() + " ms that are allowed; everything was taken back.", false,
                        new IllegalStateException());
            }
            tell(turn::turned);
            turned = true;
            tell(() -> divert(migration, turn.next()));
            heldMillis = (System.nanoTime() - heldSince) / 1_000_000;
        }

        /** Holds requests once, and waits until those that were passed on are answered. */
        private void hold() throws MovingException, InterruptedException {
            if (heldSince != 0) {
                return;
            }
            heldSince = System.nanoTime();
            tell(() -> {
                divert(migration, new Diversion.Hold(HELD));
                drain();
            });
            steps.add(new MigrationView.CutStep("hold", (System.nanoTime() - heldSince) / 1_000_000));
            tell(turn::held);
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

        private interface Body {
            void run() throws StepFailure, InterruptedException;
        }

        private void tell(Body body) throws MovingException, InterruptedException {
            try {
                body.run();
            } catch (StepFailure | EngineException e) {
                throw new MovingException(String.valueOf(e.getMessage()), false, e);
            }
        }

        /** What failed after the change is done again with the step. */
        void end() throws MovingException {
            if (!late.isEmpty()) {
                throw late.getFirst();
            }
        }

        MigrationView.Cut cut() {
            return new MigrationView.Cut(here ? "here" : "heroku", clock.instant(), pauseMillis, heldMillis, steps,
                    compared, 0);
        }
    }
}
