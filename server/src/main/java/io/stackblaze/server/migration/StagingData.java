package io.stackblaze.server.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;

import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.postgres.move.DatabaseCopy;
import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.Target;
import io.stackblaze.postgres.move.copy.Limits;
import io.stackblaze.redis.move.MoveListener;
import io.stackblaze.redis.move.MoveSettings;
import io.stackblaze.redis.move.Progress;
import io.stackblaze.redis.move.RedisEndpoint;
import io.stackblaze.redis.move.RedisMove;
import io.stackblaze.redis.move.RedisMoveException;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.Datastores;
import io.stackblaze.server.release.SpecMaker;

/** Fills the datastores of another environment with what the synced ones hold at one moment. */
final class StagingData {
    private final Engine engine;
    private final Projects projects;
    private final Datastores datastores;
    private final Clock clock;

    StagingData(Engine engine, Projects projects, Datastores datastores, Clock clock) {
        this.engine = engine;
        this.projects = projects;
        this.datastores = datastores;
        this.clock = clock;
    }

    /** Copies one datastore, and compares the copy; what was found equal, in words. */
    String copy(EnvironmentId from, EnvironmentId to, Fact.Store store) throws StepFailure, InterruptedException {
        try {
            return store.kind().equals("postgres")
                    ? postgres(from, to, store.service())
                    : redis(from, to, store.service());
        } catch (MoveException | RedisMoveException | IOException e) {
            throw new StepFailure("The copy of " + store.service() + " for " + to + " failed: " + e.getMessage(),
                    "Rehearse again, or leave the rehearsal out.");
        }
    }

    private String postgres(EnvironmentId from, EnvironmentId to, String service)
            throws MoveException, InterruptedException {
        var outcome = new DatabaseCopy(endpoint(from, service), new Target(endpoint(to, service)), Limits.usual(),
                clock, _ -> {}).run();
        return Words.count(outcome.report().rows(), "row") + " compared, all equal";
    }

    private Endpoint endpoint(EnvironmentId id, String service) {
        var reach = engine.reach(id, service);
        return new Endpoint(reach.host(), reach.port(), SpecMaker.POSTGRES_NAME, SpecMaker.POSTGRES_NAME,
                password(id, service), Endpoint.Tls.DISABLE);
    }

    private String redis(EnvironmentId from, EnvironmentId to, String service)
            throws RedisMoveException, IOException, InterruptedException {
        Path journal = Files.createTempDirectory("rehearsal");
        try (var move = new RedisMove(redisEndpoint(from, service), redisEndpoint(to, service),
                journal.resolve("journal"), MoveSettings.usual(), new MoveListener() {
                    @Override
                    public void progress(Progress progress) {
                        // It takes moments; the step says that it is at work.
                    }
                }, clock)) {
            var round = move.copy();
            move.leave();
            return Words.count(round.written(), "key") + " copied";
        } finally {
            Files.deleteIfExists(journal.resolve("journal"));
            Files.deleteIfExists(journal);
        }
    }

    private RedisEndpoint redisEndpoint(EnvironmentId id, String service) {
        var reach = engine.reach(id, service);
        return new RedisEndpoint(reach.host(), reach.port(), "", password(id, service), RedisEndpoint.Tls.NONE);
    }

    private String password(EnvironmentId id, String service) {
        var environment = projects.find(id).orElseThrow();
        return Objects.requireNonNull(datastores.passwords(environment.key()).get(service)).reveal();
    }
}
