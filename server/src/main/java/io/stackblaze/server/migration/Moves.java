package io.stackblaze.server.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;

import io.stackblaze.engine.Engine;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.Question;
import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.redis.move.RedisEndpoint;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.Datastores;
import io.stackblaze.server.release.SpecMaker;

/** Opens the moves of a migration's datastores: Heroku's address is read each time, for its passwords change. */
final class Moves {
    private final HerokuApp heroku;
    private final Engine engine;
    private final Projects projects;
    private final Datastores datastores;
    private final SyncBoard board;
    private final Path folder;
    private final Clock clock;

    Moves(HerokuApp heroku, Engine engine, Projects projects, Datastores datastores, SyncBoard board, Path folder,
            Clock clock) {
        this.heroku = heroku;
        this.engine = engine;
        this.projects = projects;
        this.datastores = datastores;
        this.board = board;
        this.folder = folder;
        this.clock = clock;
    }

    /** Opens the move of a datastore. */
    Moving open(Migration migration, Fact.Store store) throws MovingException, InterruptedException {
        var url = address(migration, store);
        var reach = engine.reach(migration.target(), store.service());
        var environment = projects.find(migration.target()).orElseThrow();
        var password = Objects.requireNonNull(datastores.passwords(environment.key()).get(store.service())).reveal();
        var line = board.line(migration, store);
        try {
            if (store.kind().equals("postgres")) {
                return new PostgresMoving(Endpoint.parse(url), new Endpoint(reach.host(), reach.port(),
                        SpecMaker.POSTGRES_NAME, SpecMaker.POSTGRES_NAME, password, Endpoint.Tls.DISABLE), clock, line);
            }
            Files.createDirectories(folder);
            return new RedisMoving(RedisEndpoint.parse(url).trustingAnyCertificate(),
                    new RedisEndpoint(reach.host(), reach.port(), "", password, RedisEndpoint.Tls.NONE),
                    folder.resolve(migration.id() + "-" + store.service()), clock, line);
        } catch (IllegalArgumentException e) {
            throw new MovingException(store.variable() + " at Heroku is no address that can be used: " + e.getMessage(),
                    false, e);
        } catch (IOException e) {
            throw new MovingException("The folder for journals of moves cannot be made: " + e.getMessage(), false, e);
        }
    }

    private String address(Migration migration, Fact.Store store) throws MovingException, InterruptedException {
        try {
            var config = heroku.read(migration, reader -> reader
                    .get(Question.of("/apps/" + migration.fact(Fact.APP_ID).orElseThrow() + "/config-vars")));
            var url = config.path(store.variable()).asString("");
            if (url.isEmpty()) {
                throw new MovingException("The app has no " + store.variable() + " at Heroku any more.", false,
                        new IllegalStateException(store.variable()));
            }
            return url;
        } catch (HerokuException e) {
            throw new MovingException(e.message() + " " + e.remedy(), switch (e.code()) {
                case UNREACHABLE, UNAVAILABLE, RATE_LIMITED -> true;
                default -> false;
            }, e);
        }
    }
}
