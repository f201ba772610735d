package io.stackblaze.server.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.stackblaze.engine.EdgeTraffic;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EngineException;
import io.stackblaze.server.migration.MigrationView.Gate;
import io.stackblaze.server.migration.MigrationView.Side;

/** What passes the edge, and whether it is worse than before the cut. */
record Traffic(Engine engine, Watching watching) {
    private static final long FEWEST = 20;
    private static final double MORE_ERRORS = 0.02;
    private static final double SLOWER = 2;
    private static final double SLOW_MILLIS = 250;
    private static final Side NOTHING = new Side(0, 0, 0, 0, 0);

    /** Now; empty when there is no web service, or the engine does not answer. */
    Optional<EdgeTraffic> now(Migration migration) {
        try {
            return migration.web().map(web -> engine.edgeTraffic(migration.target(), web.name()));
        } catch (EngineException _) {
            return Optional.empty();
        }
    }

    MigrationView.@org.jspecify.annotations.Nullable Traffic view(Migration migration) {
        return now(migration)
                .map(seen -> new MigrationView.Traffic(migration.isHere() ? 100 : migration.fact(Fact.SHARE).orElse(0),
                        seen.held(),
                        seen.longestHeldMillis(), side(seen.outside()), side(seen.here())))
                .orElse(null);
    }

    /** Whether it is worse here than it was at Heroku, lately; nothing to say before the cut. */
    List<Gate> gates(Migration migration) {
        var gates = new ArrayList<Gate>();
        if (!migration.isHere()) {
            return gates;
        }
        var remedy = "Going back loses nothing: stackblaze migrate rollback " + migration.app();
        var before = migration.fact(Fact.BASELINE);
        var seen = now(migration);
        var line = watching.line(migration);
        if (before.isPresent() && seen.isPresent()) {
            var started = line.windowStart().or(() -> migration.fact(Fact.BEFORE_HERE)).orElse(NOTHING);
            gates.addAll(compared(before.get(), started, side(seen.get().here()), remedy));
        }
        migration.fact(Fact.PROBE).ifPresent(path -> gates.add(new Gate("probe", line.probeFault().isEmpty(),
                line.probeFault().isEmpty() ? "GET " + path + " answers as it should." : line.probeFault(),
                line.probeFault().isEmpty() ? "" : remedy)));
        return gates;
    }

    private static List<Gate> compared(Side before, Side started, Side now, String remedy) {
        boolean again = now.requests() < started.requests();
        long requests = now.requests() - (again ? 0 : started.requests());
        long errors = now.errors() - (again ? 0 : started.errors());
        double rate = requests < FEWEST ? 0 : (double) errors / requests;
        double was = before.requests() < FEWEST ? 0 : (double) before.errors() / before.requests();
        boolean failing = rate > was + MORE_ERRORS;
        double p95 = now.p95Millis();
        boolean slow = requests >= FEWEST && p95 > SLOW_MILLIS && p95 > before.p95Millis() * SLOWER;
        return List.of(
                new Gate("errors", !failing, "%.2f %% of %d requests failed here lately, %.2f %% at Heroku before."
                        .formatted(rate * 100, requests, was * 100), failing ? remedy : ""),
                new Gate("latency", !slow, "95 of 100 requests take up to %.0f ms here, %.0f ms at Heroku before."
                        .formatted(p95, before.p95Millis()), slow ? remedy : ""));
    }

    static Side side(EdgeTraffic.Side seen) {
        return new Side(seen.requests(), seen.errors(), seen.p50Millis(), seen.p95Millis(), seen.p99Millis());
    }
}
