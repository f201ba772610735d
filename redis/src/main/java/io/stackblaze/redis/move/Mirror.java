package io.stackblaze.redis.move;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Reply;
import org.jspecify.annotations.Nullable;

/**
 * Makes one server equal to another and keeps it so. With events it carries what changed, without them it looks at all
 * keys
 * in each round. One thread at a time.
 */
final class Mirror implements AutoCloseable {
    private static final int NAMED = 1000;
    private static final Duration BETWEEN_PROGRESS = Duration.ofMillis(200);
    private static final Command EXISTS = Command.of("EXISTS");
    private static final Command REMOVE = Command.of("UNLINK");

    private final Route route;
    private final Session from;
    private final Session to;
    private final Lanes lanes;
    private final @Nullable Events events;
    private final Watch watchFrom;
    private final Watch watchTo;
    private final Patience patience;
    private final MoveListener listener;
    private final Clock clock;
    /** What changed since all keys were compared; null when they were not, or a gap made it worthless. */
    private @Nullable Set<Key> unproven;

    Mirror(Route route, RedisEndpoint from, RedisEndpoint to, @Nullable Events events, MoveListener listener,
            Clock clock) {
        var settings = route.settings();
        this.route = route;
        this.patience = new Patience(settings.patience(), clock);
        this.from = new Session(from, settings.silence());
        this.to = new Session(to, settings.silence());
        this.lanes = new Lanes(from, to, settings, patience);
        this.events = events;
        this.watchFrom = new Watch(this.from, patience);
        this.watchTo = new Watch(this.to, patience);
        this.listener = listener;
        this.clock = clock;
    }

    /** Copies everything to a server that holds nothing; what changes meanwhile is for the next round. */
    Round copy() throws RedisMoveException, InterruptedException {
        var begin = clock.instant();
        settle();
        var tally = new Tally();
        overAll("Copying", from, tally, new Transfer(route, tally));
        return round(tally, true, begin);
    }

    /** Both sides are known to be equal at this moment: only what changes from now on is for the next round. */
    void settle() throws RedisMoveException, InterruptedException {
        watchFrom.sawChange();
        watchTo.sawChange();
        if (events != null) {
            events.fence(route.settings().patience());
            events.take();
        }
    }

    /** One round: afterwards the target is what the source was when it began, or newer. */
    Round sync() throws RedisMoveException, InterruptedException {
        var begin = clock.instant();
        var tally = new Tally();
        if (events == null) {
            if (wasShaken()) {
                lanes.forget();
            }
            overAll("Following", from, tally, new Transfer(route, tally));
            removeExtra(tally);
            functions();
            return round(tally, true, begin);
        }
        events.fence(route.settings().patience());
        var wasShaken = wasShaken();
        var changes = events.take();
        var isDone = false;
        try {
            if (wasShaken || changes.hasGap()) {
                unproven = null;
                reconcile(tally);
            } else {
                if (unproven != null) {
                    unproven.addAll(changes.keys());
                }
                transfer(changes.keys(), tally);
            }
            isDone = true;
        } finally {
            if (!isDone) {
                events.lose();
            }
        }
        return round(tally, wasShaken || changes.hasGap(), begin);
    }

    /** One round that looks at all keys, whatever is known to have changed. */
    Round syncAll() throws RedisMoveException, InterruptedException {
        if (events != null) {
            events.lose();
        }
        return sync();
    }

    /** What no event tells: streams whose groups read, functions. */
    Round syncSilent() throws RedisMoveException, InterruptedException {
        var begin = clock.instant();
        var tally = new Tally();
        transfer(Set.copyOf(route.streams()), tally);
        functions();
        return round(tally, false, begin);
    }

    /** Keys that changed at the source since the last round, and are not the same on both sides. */
    Verification late() throws RedisMoveException, InterruptedException {
        if (events == null) {
            var round = sync();
            return new Verification(0, round.written(), List.of(), List.of(), false);
        }
        events.fence(route.settings().patience());
        var changes = events.take();
        return changes.hasGap() ? verify("Verifying", keys -> feed(from, keys)) : compare(changes.keys());
    }

    /**
     * Compares all keys while writes go on: what differs is compared again after another round, a few times. With
     * events, only what changes from now on must be compared in the freeze.
     */
    Verification prove() throws RedisMoveException, InterruptedException {
        if (events != null) {
            unproven = new HashSet<>();
        }
        var all = all();
        var suspects = new HashSet<Key>();
        all.differences().forEach(one -> suspects.add(one.key()));
        var found = all;
        for (int again = 0; again < 3 && found.found() > 0 && found.found() <= NAMED; again++) {
            sync();
            found = compare(suspects);
            suspects.clear();
            found.differences().forEach(one -> suspects.add(one.key()));
        }
        if (unproven != null) {
            unproven.addAll(suspects);
            if (found.found() > NAMED) {
                unproven = null;
            }
        }
        return new Verification(all.compared(), found.found(), found.differences(), differingFunctions(), true);
    }

    /**
     * Compares what has to be: all keys, or those that changed since all were found equal. Nobody may write meanwhile.
     */
    Verification verify() throws RedisMoveException, InterruptedException {
        if (unproven == null) {
            return all();
        }
        var keys = new HashSet<>(unproven);
        keys.addAll(route.streams());
        var found = compare(keys);
        return new Verification(found.compared(), found.found(), found.differences(), differingFunctions(), false);
    }

    /** Compares all keys of both sides once. */
    Verification all() throws RedisMoveException, InterruptedException {
        var found = verify("Verifying", keys -> feed(from, keys));
        var extra = new Differences();
        overAll("Looking for extra keys", to, new Tally(), (lane, database, keys) -> {
            extra.add(new Comparison(route).of(lane, database, missingAt(lane.from(), database, keys)));
        });
        return new Verification(found.compared(), found.found() + extra.count.sum(),
                Stream.concat(found.differences().stream(), extra.first.stream()).limit(NAMED).toList(),
                differingFunctions(), true);
    }

    @Override
    public void close() {
        if (events != null) {
            events.close();
        }
        lanes.close();
        from.close();
        to.close();
    }

    /** Whether something happened to either server that makes worthless what is known of it, such as a restart. */
    private boolean wasShaken() throws RedisMoveException, InterruptedException {
        var isFromOther = watchFrom.sawChange();
        var isToOther = watchTo.sawChange();
        return isFromOther || isToOther;
    }

    private Verification compare(Collection<Key> keys) throws RedisMoveException, InterruptedException {
        return verify("Verifying", feed -> feed(keys, feed));
    }

    private Verification verify(String step, Lanes.Keys keys) throws RedisMoveException, InterruptedException {
        var differences = new Differences();
        var compared = new LongAdder();
        lanes.run(step, (lane, database, some) -> {
            differences.add(new Comparison(route).of(lane, database, some));
            compared.add(some.size());
        }, keys);
        return new Verification(compared.sum(), differences.count.sum(), List.copyOf(differences.first), List.of(),
                true);
    }

    private void feed(Session side, Lanes.Feed feed) throws RedisMoveException, InterruptedException {
        new Scan(side, patience).feed(feed, meter("Verifying", side, new Tally()));
    }

    private static void feed(Collection<Key> keys, Lanes.Feed feed) throws RedisMoveException, InterruptedException {
        for (Key key : keys) {
            feed.put(key.database(), key.name());
        }
    }

    private void transfer(Collection<Key> keys, Tally tally) throws RedisMoveException, InterruptedException {
        if (!keys.isEmpty()) {
            lanes.run("Following", new Transfer(route, tally), feed -> feed(keys, feed));
        }
    }

    /** Compares all keys, and carries what differs. */
    private void reconcile(Tally tally) throws RedisMoveException, InterruptedException {
        var transfer = new Transfer(route, tally);
        overAll("Comparing", from, tally, (lane, database, keys) -> {
            var differing = new Comparison(route).of(lane, database, keys);
            if (!differing.isEmpty()) {
                transfer.on(lane, database, differing.stream().map(one -> one.key().name()).toList());
            }
        });
        removeExtra(tally);
        functions();
    }

    private void removeExtra(Tally tally) throws RedisMoveException, InterruptedException {
        overAll("Looking for extra keys", to, tally, (lane, database, keys) -> {
            var extra = missingAt(lane.from(), database, keys);
            if (!extra.isEmpty()) {
                extra.forEach(key -> lane.memory().forget(database, key));
                tally.removed().add(lane.to().in(database)
                        .ask(REMOVE.with(extra.toArray(byte[][]::new))).number());
            }
        });
    }

    private static List<byte[]> missingAt(Session side, int database, List<byte[]> keys) throws IOException {
        var replies = side.in(database).ask(keys.stream().map(EXISTS::with).toList());
        var missing = new ArrayList<byte[]>();
        for (int i = 0; i < keys.size(); i++) {
            if (replies.get(i).equals(new Reply.Whole(0))) {
                missing.add(keys.get(i));
            }
        }
        return missing;
    }

    private void overAll(String step, Session side, Tally tally, Lanes.Work work)
            throws RedisMoveException, InterruptedException {
        var meter = meter(step, side, tally);
        lanes.run(step, work, feed -> new Scan(side, patience).feed(feed, meter));
    }

    /** Tells the listener how far a walk over a side is, now and then. */
    private LongConsumer meter(String step, Session side, Tally tally)
            throws RedisMoveException, InterruptedException {
        var total = patience.untilDone(step, () -> Facts.keys(side.in(0)), side).values().stream()
                .mapToLong(Long::longValue).sum();
        var begin = clock.instant();
        var told = new AtomicReference<>(begin.minus(BETWEEN_PROGRESS));
        return done -> {
            var now = clock.instant();
            if (done >= total || Duration.between(told.get(), now).compareTo(BETWEEN_PROGRESS) >= 0) {
                told.set(now);
                listener.progress(
                        new Progress(step, done, total, tally.bytes().sum(), Duration.between(begin, now)));
            }
        };
    }

    private void functions() throws RedisMoveException, InterruptedException {
        patience.untilDone("Copying functions", () -> {
            Functions.copy(route, from, to);
            return true;
        }, from, to);
    }

    private List<String> differingFunctions() throws RedisMoveException, InterruptedException {
        return patience.untilDone("Comparing functions", () -> Functions.differing(route, from, to), from, to);
    }

    private Round round(Tally tally, boolean wasWhole, Instant begin) {
        return new Round(tally.written().sum(), tally.removed().sum(), tally.bytes().sum(), wasWhole,
                Duration.between(begin, clock.instant()));
    }

    /** What lanes found to differ: how many, and the first of them. */
    private static final class Differences {
        final LongAdder count = new LongAdder();
        final Queue<Difference> first = new ConcurrentLinkedQueue<>();

        void add(List<Difference> found) {
            count.add(found.size());
            if (count.sum() <= NAMED) {
                first.addAll(found);
            }
        }
    }
}
