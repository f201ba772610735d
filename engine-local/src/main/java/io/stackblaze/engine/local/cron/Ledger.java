package io.stackblaze.engine.local.cron;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What a cron job has done, newest run first. It is on the disk before a run starts, so that no tick is served twice.
 *
 * @param lastTick last time that was dealt with, whatever came of it
 * @param lastNumber number of the last run
 */
record Ledger(@Nullable Instant lastTick, int lastNumber, List<Run> runs) {
    private static final int REMEMBERED = 50;

    static final Ledger EMPTY = new Ledger(null, 0, List.of());

    Ledger {
        runs = List.copyOf(runs);
    }

    Ledger dealtWith(Instant tick) {
        return new Ledger(tick, lastNumber, runs);
    }

    Ledger begun(Run run) {
        var all = new ArrayList<>(List.of(run));
        all.addAll(runs);
        while (all.size() > REMEMBERED && all.getLast().isOver()) {
            all.removeLast();
        }
        return new Ledger(run.tick(), run.number(), all);
    }

    Ledger ended(Run run) {
        return new Ledger(lastTick, lastNumber,
                runs.stream().map(known -> known.number() == run.number() ? run : known).toList());
    }

    List<Run> running() {
        return runs.stream().filter(run -> !run.isOver()).toList();
    }

    Optional<Run> of(String instance) {
        return runs.stream().filter(run -> run.instance().equals(instance)).findFirst();
    }
}
