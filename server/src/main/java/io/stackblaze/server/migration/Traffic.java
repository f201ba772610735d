package io.stackblaze.server.migration;

import java.util.List;
import java.util.Optional;

import io.stackblaze.engine.EdgeTraffic;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EngineException;
import io.stackblaze.server.migration.MigrationView.Gate;
import io.stackblaze.server.migration.MigrationView.Side;

/** What passes the edge, and whether it is worse than before the cut. */
record Traffic(Engine engine) {
    private static final long FEWEST = 20;
    private static final double MORE_ERRORS = 0.02;
    private static final double SLOWER = 2;
    private static final double SLOW_MILLIS = 250;

    /** Now; empty when there is no web service, or the engine does not answer. */
    Optional<EdgeTraffic> now(Migration migration) {
        try {
            return migration.web().map(web -> engine.edgeTraffic(migration.target(), web.name()));
        } catch (EngineException _) {
            return Optional.empty();
        }
    }

    MigrationView.@org.jspecify.annotations.Nullable Traffic view(Migration migration) {
        return now(migration).map(seen -> new MigrationView.Traffic(migration.isHere() ? 100 : 0, seen.held(),
                seen.longestHeldMillis(), side(seen.outside()), side(seen.here()))).orElse(null);
    }

    /** Whether it is worse here than it was at Heroku; nothing to say before the cut. */
    List<Gate> gates(Migration migration) {
        var before = migration.fact(Fact.BASELINE);
        var seen = now(migration);
        if (!migration.isHere() || before.isEmpty() || seen.isEmpty()) {
            return List.of();
        }
        var started = migration.fact(Fact.BEFORE_HERE).orElse(new Side(0, 0, 0, 0, 0));
        long requests = Math.max(0, seen.get().here().requests() - started.requests());
        long errors = Math.max(0, seen.get().here().errors() - started.errors());
        double rate = requests < FEWEST ? 0 : (double) errors / requests;
        double was = before.get().requests() < FEWEST ? 0 : (double) before.get().errors() / before.get().requests();
        boolean failing = rate > was + MORE_ERRORS;
        double p95 = seen.get().here().p95Millis();
        boolean slow = requests >= FEWEST && p95 > SLOW_MILLIS && p95 > before.get().p95Millis() * SLOWER;
        var remedy = "Going back loses nothing: stackblaze migrate rollback " + migration.app();
        return List.of(
                new Gate("errors", !failing, "%.2f %% of %d requests failed here, %.2f %% at Heroku before."
                        .formatted(rate * 100, requests, was * 100), failing ? remedy : ""),
                new Gate("latency", !slow, "95 of 100 requests take up to %.0f ms here, %.0f ms at Heroku before."
                        .formatted(p95, before.get().p95Millis()), slow ? remedy : ""));
    }

    static Side side(EdgeTraffic.Side seen) {
        return new Side(seen.requests(), seen.errors(), seen.p50Millis(), seen.p95Millis(), seen.p99Millis());
    }
}
