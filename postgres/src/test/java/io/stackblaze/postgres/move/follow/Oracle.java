package io.stackblaze.postgres.move.follow;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;

/**
 * Moves a shop that is written all the time, under whatever trouble, and then compares every row of both sides.
 *
 * @param writers where the application writes
 * @param source the same database, as the mover reaches it
 * @param target the other one, as the mover reaches it
 * @param seed of what the writers do and when the mover fails
 */
public record Oracle(Endpoint writers, Endpoint source, Endpoint target, long seed) {
    private static final int FEWEST_COMMITS = 60;

    /** Trouble for the time in which writes go on: may step the follower, kill it, cut its network. */
    public interface Trouble {
        /** Lets some time pass in which the target follows as well as it can. */
        void pass(Oracle oracle) throws Exception;
    }

    /** Runs it; empty if both sides are equal in the end, else the tables that differ, as each side has them. */
    public Map<String, String> run(Follower follower, Trouble trouble) throws Exception {
        try (var load = new Writers(writers, 4, seed)) {
            awaitCommits(load, FEWEST_COMMITS / 4);
            try (var start = patiently(follower::start).orElseThrow()) {
                Shop.copy(source, target, start.snapshot());
                start.copied();
            }
            trouble.pass(this);
            awaitCommits(load, FEWEST_COMMITS);
        }
        // Nobody writes any more: two steps, since a truncation shows early in the one before it.
        patiently(follower::step);
        patiently(follower::step);
        return differences(writers, target);
    }

    /** Steps for a while, going on after whatever can be gone on after. */
    public static void follow(Follower follower, Duration time) throws MoveException, InterruptedException {
        var until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until) {
            patiently(follower::step);
        }
    }

    /** What a follower is asked for. */
    public interface Work<T> {
        T run() throws MoveException, InterruptedException;
    }

    /** Does it again while servers are out of reach, and after a simulated death. */
    public static <T> T patiently(Work<T> work) throws MoveException, InterruptedException {
        var until = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (true) {
            try {
                return work.run();
            } catch (MoveException e) {
                if (e.code() != Code.UNREACHABLE || System.nanoTime() > until) {
                    throw e;
                }
            } catch (Death _) {
                // The next mover goes on.
            }
        }
    }

    /** The tables that differ, as each side has them. */
    public static Map<String, String> differences(Endpoint left, Endpoint right) throws SQLException {
        var there = Shop.contents(right);
        var differences = new TreeMap<String, String>();
        Shop.contents(left).forEach((table, rows) -> {
            if (!rows.equals(there.get(table))) {
                differences.put(table, rows + " against " + there.get(table));
            }
        });
        return differences;
    }

    private static void awaitCommits(Writers load, long commits) {
        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> load.commits() >= commits);
    }

    /** A mover that ends at random points. */
    public static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** The right rule, in a mover that dies every few steps. */
    static BatchRule mortal(long seed, double often) {
        var random = new Random(seed);
        return new BatchRule() {
            @Override
            public String since(Snapshot then) {
                return SNAPSHOTS.since(then);
            }

            @Override
            public void reached(Point point) {
                if (random.nextDouble() < often) {
                    throw new Death();
                }
            }
        };
    }
}
