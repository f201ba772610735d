package io.stackblaze.server.migration;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * From when to when a job ran on neither side, because it was changing sides. One that fell due in between is made up
 * for once, on the side to which it came. All of it is written down before it is done, so that after a crash none is
 * run
 * twice.
 */
final class JobTimes {
    private final Migrations migrations;
    private final Clock clock;

    JobTimes(Migrations migrations, Clock clock) {
        this.migrations = migrations;
        this.clock = clock;
    }

    /**
     * Right before some are stopped on the side where they are.
     *
     * @param there those that are still there; the others were stopped when that was written down
     */
    void stopping(Migration migration, Collection<String> there) {
        note(migration, Fact.JOBS_STOPPED, there);
    }

    /**
     * Right before some are started on the other side.
     *
     * @param missing those that are not there yet
     */
    void starting(Migration migration, Collection<String> missing) {
        note(migration, Fact.JOBS_STARTED, missing);
    }

    private void note(Migration migration, Fact<Map<String, Instant>> fact, Collection<String> jobs) {
        var times = new LinkedHashMap<>(times(migration, fact));
        jobs.forEach(job -> times.put(job, clock.instant()));
        migrations.keep(migration.id(), fact, times);
    }

    /** Those that fell due on neither side and were not made up for. */
    List<Fact.Pair> missed(Migration migration) {
        var stopped = times(migration, Fact.JOBS_STOPPED);
        var started = times(migration, Fact.JOBS_STARTED);
        return migration.pairs("cron").stream().filter(pair -> pair.job() != null && stopped.containsKey(pair.name())
                && started.containsKey(pair.name())
                && JobLull.fellDue(Objects.requireNonNull(stopped.get(pair.name())),
                        Objects.requireNonNull(started.get(pair.name())), Objects.requireNonNull(pair.job())))
                .toList();
    }

    /** Right before one is made up for. */
    void makingUp(Migration migration, Fact.Pair pair) {
        var left = new LinkedHashMap<>(times(migration, Fact.JOBS_STOPPED));
        left.remove(pair.name());
        migrations.keep(migration.id(), Fact.JOBS_STOPPED, left);
    }

    /** All of them are where they belong. */
    void done(Migration migration) {
        migrations.forget(migration.id(), Fact.JOBS_STOPPED);
        migrations.forget(migration.id(), Fact.JOBS_STARTED);
    }

    private Map<String, Instant> times(Migration migration, Fact<Map<String, Instant>> fact) {
        return migrations.get(migration.id()).fact(fact).orElse(Map.of());
    }
}
