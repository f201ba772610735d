package io.stackblaze.heroku.emulator.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** What goes wrong, set by tests; nothing does at first. Calls are judged by method and path, as {@code GET /apps}. */
public final class Faults {
    private static final int BUDGET = 4500;

    private final List<Planned> planned = new ArrayList<>();
    private final List<Moment> moments = new ArrayList<>();
    private Duration latency = Duration.ZERO;
    private int remaining = BUDGET;

    Faults() {}

    private record Planned(Predicate<String> which, Fault fault, AtomicInteger left) {}

    private record Moment(Predicate<String> which, Runnable action) {}

    /** Each call takes this much longer. */
    public synchronized void latency(Duration time) {
        latency = time;
    }

    /** The next calls of any kind go wrong. */
    public void next(int calls, Fault fault) {
        next(calls, fault, _ -> true);
    }

    /** The next calls of some kind go wrong; others are left alone. */
    public synchronized void next(int calls, Fault fault, Predicate<String> which) {
        planned.add(new Planned(which, fault, new AtomicInteger(calls)));
    }

    /** Does something once, right before the next call of some kind is answered: a rename, a rotation. */
    public synchronized void before(Predicate<String> which, Runnable action) {
        moments.add(new Moment(which, action));
    }

    /** How many calls the rate limit still allows; it does not refill. */
    public synchronized void budget(int calls) {
        remaining = calls;
    }

    /** Nothing goes wrong any more. */
    public synchronized void clear() {
        planned.clear();
        moments.clear();
        latency = Duration.ZERO;
        remaining = BUDGET;
    }

    synchronized Duration latency() {
        return latency;
    }

    synchronized int remaining() {
        return remaining;
    }

    /** Takes one call off the budget, if any is left. */
    synchronized boolean spend() {
        if (remaining <= 0) {
            return false;
        }
        remaining--;
        return true;
    }

    synchronized Optional<Fault> take(String call) {
        for (Planned one : planned) {
            if (one.left().get() > 0 && one.which().test(call)) {
                one.left().decrementAndGet();
                return Optional.of(one.fault());
            }
        }
        return Optional.empty();
    }

    /** What is to be done before a call; never twice. */
    synchronized List<Runnable> due(String call) {
        var due = moments.stream().filter(one -> one.which().test(call)).toList();
        moments.removeAll(due);
        return due.stream().map(Moment::action).toList();
    }
}
