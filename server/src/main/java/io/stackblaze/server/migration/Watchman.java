package io.stackblaze.server.migration;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.stackblaze.server.http.Problem;
import io.stackblaze.server.migration.MigrationView.Gate;
import io.stackblaze.server.migration.MigrationView.State;
import io.stackblaze.server.migration.MigrationView.Word;
import io.stackblaze.server.release.Hostnames;

/**
 * Watches apps that came here until they are settled: what they answer is set against what they answered at Heroku.
 * When
 * it is worse for half a minute, going back is proposed, or done where that was asked for.
 */
final class Watchman implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration PROBES = Duration.ofSeconds(15);
    /** A probe may be on its way. */
    private static final Duration PARTING = Duration.ofSeconds(40);

    private final Migrations migrations;
    private final Traffic traffic;
    private final Hostnames hostnames;
    private final MigrationChanges changes;
    private final Clock clock;
    private final Map<String, Instant> last = new ConcurrentHashMap<>();
    private final Rounds rounds = new Rounds("watchman", TICK, PARTING, this::round);

    Watchman(Migrations migrations, Traffic traffic, Hostnames hostnames, MigrationChanges changes, Clock clock) {
        this.migrations = migrations;
        this.traffic = traffic;
        this.hostnames = hostnames;
        this.changes = changes;
        this.clock = clock;
    }

    void start() {
        rounds.start();
    }

    private void round() {
        migrations.list().stream().filter(this::isDue).forEach(this::watch);
    }

    private boolean isDue(Migration migration) {
        if (!migration.isHere() || migration.finishedAt() != null || (migration.state() != State.WAITING
                && migration.state() != State.FAILED)) {
            last.remove(migration.id());
            return false;
        }
        var now = clock.instant();
        var before = last.get(migration.id());
        return before == null || !now.isBefore(before.plus(EVERY));
    }

    private void watch(Migration migration) {
        var now = clock.instant();
        boolean first = last.put(migration.id(), now) == null;
        if (first) {
            traffic.watching().forget(migration);
        }
        var line = traffic.watching().line(migration);
        if (first) {
            // What was answered between the cut and the first look counts, too.
            migration.fact(Fact.HERE_SINCE).ifPresent(since -> migration.fact(Fact.BEFORE_HERE)
                    .ifPresent(counted -> line.saw(since, counted)));
        }
        traffic.now(migration).ifPresent(seen -> line.saw(now, Traffic.side(seen.here())));
        migration.fact(Fact.PROBE).filter(_ -> line.isProbeDue(now, PROBES))
                .ifPresent(path -> line.probed(now, probe(migration, path)));
        var red = traffic.gates(migration).stream().filter(gate -> !gate.green()).toList();
        if (line.isBreach(now, !red.isEmpty())) {
            breach(migration, red);
            line.told();
        }
    }

    /** Empty when it is as it should be. */
    private String probe(Migration migration, String path) {
        var web = migration.web();
        if (web.isEmpty()) {
            return "";
        }
        try {
            var page = Page.get(URI.create("http://127.0.0.1:" + hostnames.port()),
                    hostnames.of(migration.target(), web.get().name()), path);
            return page.status() / 100 == 2 ? "" : "GET " + path + " answers " + page.status() + ".";
        } catch (IOException e) {
            return "GET " + path + " does not answer: " + e.getMessage();
        }
    }

    private void breach(Migration migration, List<Gate> red) {
        var what = red.stream().map(Gate::says).collect(Collectors.joining(" "));
        boolean asked = migration.fact(Fact.AUTO_ROLLBACK).orElse(false) && migration.step() == Word.WATCH;
        migrations.note(migration.id(), Lookout.NAME, "saw that it is worse here: " + what
                + (asked ? " Rolls back, as was asked for." : " Proposes to roll back."));
        if (asked) {
            try {
                changes.rollback(migration.id(), Lookout.NAME);
            } catch (Problem e) {
                migrations.note(migration.id(), Lookout.NAME, "could not begin to roll back: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}
