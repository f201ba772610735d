package io.stackblaze.server.migration;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.stackblaze.engine.EngineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps datastores in step: one thread for each that is wanted, from the start of the server to its end. What fails is
 * tried again, later each time. Any thread may use it.
 */
public final class Keeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(400);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(20);

    private final Supplier<List<Kept>> wanted;
    private final Map<String, Following> running = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Object turn = new Object();
    private final Rounds rounds;

    /** A datastore that is to be kept in step. */
    public interface Kept {
        /** Whose it is; what is stopped together. */
        String owner();

        /** Its name, different from that of the others of its owner. */
        String name();

        /** Opens its move. */
        Moving open() throws MovingException, InterruptedException;

        /** A round was done. */
        void followed(Moving.Side live, Moving.Round round, Duration behind);

        /** A round was not done, for this reason. */
        void fault(String text);
    }

    /**
     * Keeps nothing yet.
     *
     * @param what names its threads
     * @param wanted asked again and again: all that are to be kept in step now
     */
    public Keeping(String what, Supplier<List<Kept>> wanted) {
        this.wanted = wanted;
        this.rounds = new Rounds(what, LOOK, LONGEST_ROUND, this::reconcile);
    }

    /** Begins. */
    public void start() {
        rounds.start();
    }

    /** Returns when nobody works on what an owner has, which is not wanted any more. */
    public void stop(String owner) throws InterruptedException {
        for (var entry : Map.copyOf(running).entrySet()) {
            if (entry.getValue().kept.owner().equals(owner)) {
                entry.getValue().end();
                running.remove(entry.getKey(), entry.getValue());
            }
        }
    }

    /** Has exactly those run that are wanted. */
    public void reconcile() {
        synchronized (turn) {
            try {
                var all = new HashMap<String, Kept>();
                wanted.get().forEach(kept -> all.put(kept.owner() + "/" + kept.name(), kept));
                running.values().removeIf(following -> !following.thread.isAlive());
                all.forEach((key, kept) -> {
                    if (!closed.get() && !running.containsKey(key)) {
                        begin(key, kept);
                    }
                });
                running.forEach((key, following) -> {
                    if (!all.containsKey(key)) {
                        following.wanted.set(false);
                    }
                });
            } catch (RuntimeException e) {
                LOG.warn("what is to be followed could not be looked at: {}", e.getMessage());
            }
        }
    }

    private void begin(String key, Kept kept) {
        var following = new Following(kept);
        running.put(key, following);
        following.thread.start();
    }

    /** Follows one datastore until it is not wanted any more. */
    private static final class Following {
        private final Kept kept;
        private final AtomicBoolean wanted = new AtomicBoolean(true);
        private final Thread thread;

        Following(Kept kept) {
            this.kept = kept;
            this.thread = Thread.ofVirtual().name("follow " + kept.owner() + " " + kept.name()).unstarted(this::run);
        }

        private void run() {
            var wait = PAUSE;
            try {
                while (wanted.get()) {
                    try (var move = kept.open()) {
                        while (wanted.get()) {
                            step(move);
                            wait = PAUSE;
                            Thread.sleep(PAUSE);
                        }
                    } catch (MovingException e) {
                        kept.fault(e.message());
                    } catch (EngineException e) {
                        kept.fault(String.valueOf(e.getMessage()));
                    } catch (RuntimeException e) {
                        LOG.warn("following {} failed", kept.name(), e);
                        kept.fault("Following failed; the server's log says why. It is tried again.");
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
            var side = move.side();
            if (side == Moving.Side.NONE || side == Moving.Side.COPYING) {
                throw new MovingException("Its copy is not whole. Sync again.", false, new IllegalStateException());
            }
            var round = move.follow();
            kept.followed(side, round, round.took().plus(PAUSE));
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

    /** Ends all rounds; whoever starts the next one goes on. */
    @Override
    public void close() {
        closed.set(true);
        rounds.close();
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
