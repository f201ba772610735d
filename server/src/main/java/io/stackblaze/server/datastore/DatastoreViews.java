package io.stackblaze.server.datastore;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import io.stackblaze.blueprint.Backup;
import io.stackblaze.blueprint.Postgres;
import io.stackblaze.blueprint.Redis;
import io.stackblaze.blueprint.ServiceType;
import io.stackblaze.engine.BackupReport;
import io.stackblaze.engine.DatastorePoint;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.EnvironmentStatus;
import io.stackblaze.engine.Rollout;
import io.stackblaze.engine.ServiceStatus;
import io.stackblaze.server.http.Problem;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.Datastores;
import io.stackblaze.server.release.LiveServices;

/** Looks at datastores, and says how to sign in to them. Any thread may use it. */
public final class DatastoreViews {
    private final Engine engine;
    private final Projects projects;
    private final Datastores datastores;
    private final LiveServices liveServices;

    /** Over what runs and what is kept. */
    public DatastoreViews(Engine engine, Projects projects, Datastores datastores, LiveServices liveServices) {
        this.engine = engine;
        this.projects = projects;
        this.datastores = datastores;
        this.liveServices = liveServices;
    }

    /** Those of an environment, by name. One that does not answer is there without its size. */
    public List<DatastoreView> list(EnvironmentId id) {
        var seen = seen(id);
        return datastores.list(environment(id).key()).stream().map(store -> {
            var status = seen.flatMap(now -> now.service(store.service()));
            return new DatastoreView(store.service(), store.type(), state(seen, status), version(status),
                    bytes(id, store).orElse(null),
                    backups(id, store.service()).map(BackupReport::state).orElse(null));
        }).toList();
    }

    /**
     * One of them.
     *
     * @throws Problem when there is none of that name
     */
    public DatastoreView.Detail detail(EnvironmentId id, String service) {
        var store = known(id, service);
        var seen = seen(id);
        var status = seen.flatMap(now -> now.service(service));
        var promised = promised(id, service);
        PostgresFacts postgres = null;
        RedisFacts redis = null;
        String problem = null;
        try {
            var signIn = signIn(id, store);
            if (store.type() == ServiceType.POSTGRES) {
                postgres = PostgresFacts.ask(signIn);
            } else {
                redis = RedisFacts.ask(signIn);
            }
        } catch (EngineException | SQLException | IOException e) {
            problem = service + " does not answer: " + e.getMessage();
        }
        return new DatastoreView.Detail(service, store.type(), state(seen, status), version(status),
                promised.map(Backup::windowDays).orElse(null), promised.map(at -> at.at().toString()).orElse(null),
                postgres, redis, backups(id, service).orElse(null), problem);
    }

    /**
     * How one was over the last two hours, oldest first.
     *
     * @throws Problem when there is none of that name
     */
    public List<DatastorePoint> figures(EnvironmentId id, String service) {
        return engine.datastoreFigures(id, known(id, service).service());
    }

    /**
     * How to sign in to one, from the machine it runs on.
     *
     * @throws Problem when there is none of that name
     * @throws EngineException when it does not run
     */
    public SignIn signIn(EnvironmentId id, String service) {
        return signIn(id, known(id, service));
    }

    private SignIn signIn(EnvironmentId id, Datastores.Datastore store) {
        var reach = engine.reach(id, store.service());
        var password = Optional.ofNullable(datastores.passwords(environment(id).key()).get(store.service()))
                .orElseThrow(() -> unknown(id, store.service())).reveal();
        return store.type() == ServiceType.POSTGRES
                ? SignIn.postgres(reach.host(), reach.port(), password)
                : SignIn.redis(reach.host(), reach.port(), password);
    }

    private Optional<Long> bytes(EnvironmentId id, Datastores.Datastore store) {
        try {
            var signIn = signIn(id, store);
            return Optional.of(store.type() == ServiceType.POSTGRES
                    ? PostgresFacts.bytes(signIn)
                    : RedisFacts.ask(signIn).bytes());
        } catch (EngineException | SQLException | IOException _) {
            return Optional.empty();
        }
    }

    private Optional<BackupReport> backups(EnvironmentId id, String service) {
        try {
            return Optional.of(engine.backups(id, service));
        } catch (EngineException _) {
            return Optional.empty();
        }
    }

    private Optional<Backup> promised(EnvironmentId id, String service) {
        return Optional.ofNullable(liveServices.of(environment(id)).get(service)).flatMap(found -> switch (found) {
            case Postgres postgres -> Optional.of(postgres.backup());
            case Redis redis -> Optional.of(redis.backup());
            default -> Optional.empty();
        });
    }

    private Optional<EnvironmentStatus> seen(EnvironmentId id) {
        try {
            return Optional.of(engine.status(id));
        } catch (EngineException _) {
            return Optional.empty();
        }
    }

    private static DatastoreView.State state(Optional<EnvironmentStatus> answered, Optional<ServiceStatus> seen) {
        if (answered.isEmpty()) {
            return DatastoreView.State.UNKNOWN;
        }
        return seen.map(status -> switch (status.rollout()) {
            case Rollout.Live _ -> DatastoreView.State.LIVE;
            case Rollout.Rolling _ -> DatastoreView.State.STARTING;
            case Rollout.Failed _ -> DatastoreView.State.FAILED;
            case Rollout.Stopped _ -> DatastoreView.State.STOPPED;
        }).orElse(DatastoreView.State.STOPPED);
    }

    /** The engine says it first: {@code PostgreSQL 16.15, 42 MB}. */
    private static String version(Optional<ServiceStatus> seen) {
        return seen.map(status -> status.detail().split(",", 2)[0]).orElse("");
    }

    private Datastores.Datastore known(EnvironmentId id, String service) {
        return datastores.list(environment(id).key()).stream().filter(store -> store.service().equals(service))
                .findFirst().orElseThrow(() -> unknown(id, service));
    }

    private Projects.Environment environment(EnvironmentId id) {
        return projects.find(id).orElseThrow(() -> Problem.notFound("The environment " + id,
                "Deploy to it first: `stackblaze up`."));
    }

    private static Problem unknown(EnvironmentId id, String service) {
        return Problem.notFound("The datastore " + service + " of " + id, "All there are: `stackblaze db list`.");
    }
}
