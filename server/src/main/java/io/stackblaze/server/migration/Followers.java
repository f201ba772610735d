package io.stackblaze.server.migration;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.stackblaze.engine.EngineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps datastores in step: one thread for each datastore of each migration that is between sync and settle, from the
 * start of the server to its end. Whether one is wanted is kept in the database; what fails is tried again, later each
 * time. Any thread may use it.
 */
final class Followers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Followers.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(400);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(20);

    private final Migrations migrations;
    private final Moves moves;
    private final SyncBoard board;
    private final Map<String, Following> running = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Object turn = new Object();
    private final Thread keeper;

    Followers(Migrations migrations, Moves moves, SyncBoard board) {
        this.migrations = migrations;
        this.moves = moves;
        this.board = board;
        this.keeper = Thread.ofVirtual().name("followers").unstarted(this::keep);
    }

    void start() {
        keeper.start();
    }

    /** From now on its datastores are kept in step. */
    void follow(Migration migration) {
        migrations.follow(migration.id(), true);
        reconcile();
    }

    /** Returns when nobody works on its datastores any more, and nobody will until {@link #follow}. */
    void stop(Migration migration) throws InterruptedException {
        migrations.follow(migration.id(), false);
        for (var entry : Map.copyOf(running).entrySet()) {
            if (entry.getValue().migration.equals(migration.id())) {
                entry.getValue().end();
                running.remove(entry.getKey(), entry.getValue());
            }
        }
    }

    private void keep() {
        try {
            while (!closed.get()) {
                reconcile();
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has exactly those run that are wanted. */
    private void reconcile() {
        synchronized (turn) {
            try {
                var wanted = new HashMap<String, Runnable>();
                for (var migration : migrations.list()) {
                    if (migration.following() && migration.finishedAt() == null) {
                        migration.stores().forEach(store -> wanted.put(migration.id() + "/" + store.service(),
                                () -> begin(migration, store)));
                    }
                }
                running.values().removeIf(following -> !following.thread.isAlive());
                wanted.forEach((key, begin) -> {
                    if (!closed.get() && !running.containsKey(key)) {
                        begin.run();
                    }
                });
                running.forEach((key, following) -> {
                    if (!wanted.containsKey(key)) {
                        following.wanted.set(false);
                    }
                });
            } catch (RuntimeException e) {
                LOG.warn("migrations could not be looked at: {}", e.getMessage());
            }
        }
    }

    private void begin(Migration migration, Fact.Store store) {
        var following = new Following(migration, store);
        running.put(migration.id() + "/" + store.service(), following);
        following.thread.start();
    }

    /** Follows one datastore until it is not wanted any more. */
    private final class Following {
        private final String migration;
        private final Fact.Store store;
        private final SyncBoard.Line line;
        private final AtomicBoolean wanted = new AtomicBoolean(true);
        private final Thread thread;

        Following(Migration migration, Fact.Store store) {
            this.migration = migration.id();
            this.store = store;
            this.line = board.line(migration, store);
            this.thread = Thread.ofVirtual().name("follow " + migration.app() + " " + store.service())
                    .unstarted(this::run);
        }

        private void run() {
            var wait = PAUSE;
            try {
                while (wanted.get()) {
                    try (var move = moves.open(migrations.get(migration), store)) {
                        while (wanted.get()) {
                            step(move);
                            wait = PAUSE;
                            Thread.sleep(PAUSE);
                        }
                    } catch (MovingException e) {
                        line.fault(e.message());
                    } catch (EngineException e) {
                        line.fault(String.valueOf(e.getMessage()));
                    } catch (RuntimeException e) {
                        LOG.warn("following {} failed", store.service(), e);
                        line.fault("Following failed; the server's log says why. It is tried again.");
                    }
                    if (wanted.get()) {
                        wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
                        Thread.sleep(wait);
                    }
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private void step(Moving move) throws MovingException, InterruptedException {
            var direction = switch (move.side()) {
                case THERE -> Gates.FORTH;
                case HERE -> Gates.BACK;
                case NONE, COPYING -> throw new MovingException("Its copy is not whole. Sync again.", false,
                        new IllegalStateException());
            };
            var round = move.follow();
            line.followed(direction, round.changes(), round.took().plus(PAUSE));
        }

        /** Lets the round end, then insists. */
        void end() throws InterruptedException {
            wanted.set(false);
            if (!thread.join(LONGEST_ROUND)) {
                thread.interrupt();
                thread.join();
            }
        }
    }

    @Override
    public void close() {
        closed.set(true);
        keeper.interrupt();
        running.values().forEach(following -> {
            following.wanted.set(false);
            following.thread.interrupt();
        });
        try {
            for (var following : running.values()) {
                following.thread.join(LONGEST_ROUND);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
