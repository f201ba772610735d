package io.stackblaze.server;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.stackblaze.build.Builder;
import io.stackblaze.build.source.SourceLimits;
import io.stackblaze.engine.Engine;
import io.stackblaze.postgres.backup.BackupException;
import io.stackblaze.postgres.backup.storage.VaultLocation;
import io.stackblaze.server.account.AccountRoutes;
import io.stackblaze.server.account.Sessions;
import io.stackblaze.server.account.Tokens;
import io.stackblaze.server.audit.Audit;
import io.stackblaze.server.backup.BackupKinds;
import io.stackblaze.server.backup.BackupRoutes;
import io.stackblaze.server.backup.Restores;
import io.stackblaze.server.dashboard.Dashboard;
import io.stackblaze.server.dashboard.ServerControlPlane;
import io.stackblaze.server.dashboard.ServerMigrations;
import io.stackblaze.server.dashboard.ServerMoves;
import io.stackblaze.server.datastore.DatastoreRoutes;
import io.stackblaze.server.datastore.DatastoreViews;
import io.stackblaze.server.deployment.ChangeRoutes;
import io.stackblaze.server.deployment.Changes;
import io.stackblaze.server.deployment.Kinds;
import io.stackblaze.server.deployment.Plans;
import io.stackblaze.server.deployment.Swaps;
import io.stackblaze.server.doctor.Doctor;
import io.stackblaze.server.environment.EnvironmentRoutes;
import io.stackblaze.server.environment.Environments;
import io.stackblaze.server.environment.Figures;
import io.stackblaze.server.environment.OneOffs;
import io.stackblaze.server.environment.VariableList;
import io.stackblaze.server.http.Api;
import io.stackblaze.server.http.Contract;
import io.stackblaze.server.http.Http;
import io.stackblaze.server.http.Idempotency;
import io.stackblaze.server.migration.MigrationParts;
import io.stackblaze.server.migration.Migrations;
import io.stackblaze.server.move.MoveParts;
import io.stackblaze.server.move.MoveRows;
import io.stackblaze.server.operation.OperationQueue;
import io.stackblaze.server.operation.OperationRoutes;
import io.stackblaze.server.operation.Operations;
import io.stackblaze.server.operation.StepExecution;
import io.stackblaze.server.project.ProjectRoutes;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.recovery.Safekeeping;
import io.stackblaze.server.release.Builds;
import io.stackblaze.server.release.Datastores;
import io.stackblaze.server.release.Hostnames;
import io.stackblaze.server.release.KnownSecrets;
import io.stackblaze.server.release.LiveServices;
import io.stackblaze.server.release.PartsLoader;
import io.stackblaze.server.release.Releases;
import io.stackblaze.server.release.Scales;
import io.stackblaze.server.release.SpecMaker;
import io.stackblaze.server.secret.KeyException;
import io.stackblaze.server.secret.Keys;
import io.stackblaze.server.secret.Random;
import io.stackblaze.server.secret.Vault;
import io.stackblaze.server.source.SourceRoutes;
import io.stackblaze.server.source.Sources;
import io.stackblaze.server.store.DatabaseAddress;
import io.stackblaze.server.store.OwnPostgres;
import io.stackblaze.server.store.Store;
import io.stackblaze.server.store.StoreException;
import io.stackblaze.server.variable.Variables;

/**
 * The control plane: builds every part in order, top to bottom, and closes in reverse. What it runs on engines goes on
 * without it.
 */
public final class Server implements AutoCloseable {
    /** This version of StackBlaze. */
    public static final String VERSION = "0.1.0";

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ServerConfig config;
    private final int port;
    private final List<Api.Route> routes;

    /**
     * What comes from outside.
     *
     * @param engine closed with the server
     * @param execution how steps are run; tests run them twice, or die around them
     * @param backups where the installation itself is backed up, if it is
     */
    public record Outside(Engine engine, Figures figures, Clock clock, SecureRandom random, StepExecution execution,
            Optional<VaultLocation> backups) {
        /** In earnest. */
        public static Outside with(Engine engine, Figures figures, VaultLocation backups) {
            return new Outside(engine, figures, Clock.systemUTC(), new SecureRandom(), StepExecution.DIRECT,
                    Optional.of(backups));
        }

        /** Without backups of the installation. */
        public Outside(Engine engine, Figures figures, Clock clock, SecureRandom random, StepExecution execution) {
            this(engine, figures, clock, random, execution, Optional.empty());
        }
    }

    private Server(ServerConfig config, Outside outside) throws StartException, InterruptedException {
        this.config = config;
        try {
            var json = Json.mapper();
            var clock = outside.clock();
            var random = new Random(outside.random());
            var serverFile = new ServerFile(config.home(), json);
            closing(outside.engine());
            closing(HomeLock.take(config.folder(), serverFile));
            var keys = Keys.open(config.home(), !config.loopback(), random);
            var vault = new Vault(keys);
            var own = own(random);
            var store = closing(Store.open(
                    own.isPresent() ? own.get().address() : DatabaseAddress.of(String.valueOf(config.databaseUrl()))));
            var safekeeping = safekeeping(outside, own);
            var jdbi = store.jdbi();

            var tokens = new Tokens(jdbi, clock, random);
            tokens.keepOwner(keys.ownerToken());
            var sessions = new Sessions(jdbi, clock, random);
            var audit = new Audit(jdbi, clock);
            var projects = new Projects(jdbi, clock);
            var sources = new Sources(config.folder().resolve("sources"), jdbi, clock, SourceLimits.DEFAULT);
            var variables = new Variables(jdbi, vault, clock);
            var releases = new Releases(jdbi, json, vault, clock);
            var builds = new Builds(jdbi, json, clock);
            var datastores = new Datastores(jdbi, vault, clock, random);
            var scales = new Scales(jdbi);
            var hostnames = new Hostnames(config.domain(), config.httpPort());
            var loader = new PartsLoader(releases, builds, datastores, scales);
            var liveServices = new LiveServices(releases, datastores);
            var migrations = new Migrations(jdbi, json, vault, clock, random);
            var moves = new MoveRows(jdbi, json, vault, clock, random);
            var secrets = new KnownSecrets(projects, variables, releases, datastores, filed -> Stream
                    .concat(migrations.tokens(filed).stream(), moves.secrets(filed).stream()).toList());
            var builder = closing(Builder.open(config.home().resolve("builds")));

            var kindParts = new Kinds.Parts(outside.engine(), builder, projects, releases, builds, datastores, scales,
                    variables, sources, loader, liveServices, hostnames, json);
            var moving = new MigrationParts(new MigrationParts.Outside(migrations, outside.engine(), projects,
                    variables, datastores, sources, loader, hostnames, Kinds.deployment(kindParts),
                    Kinds.variables(kindParts), Kinds.liveScale(kindParts), config.folder().resolve("migrations"), json,
                    clock, random));
            var kinds = new ArrayList<>(Kinds.all(kindParts));
            kinds.addAll(moving.kinds());
            kinds.addAll(BackupKinds.all(outside.engine(), projects, datastores));
            var datastoreViews = new DatastoreViews(outside.engine(), projects, datastores, liveServices);
            var moveParts = new MoveParts(moves, datastoreViews, config.folder().resolve("moves"), clock);
            kinds.addAll(moveParts.kinds());
            var operations = new Operations(jdbi, json, vault, clock, random, kinds);
            var idempotency = new Idempotency(jdbi, vault, clock);
            var tidying = new Tidying(List.of(idempotency::forgetOld, sessions::forgetOld, sources::forgetOld,
                    () -> builder.collect(builds.needed(), config.buildStoreBytes())));
            var queue = new OperationQueue(new OperationQueue.Parts(operations, store, json, clock, secrets::redactor,
                    outside.execution(), tidying), "server " + config.home());

            var changes = new Changes(new Changes.Parts(operations, projects, releases, builds, variables, datastores,
                    sources, json));
            var environments = new Environments(new Environments.Parts(outside.engine(), projects, releases, scales,
                    operations, liveServices, secrets, hostnames));
            var restores = new Restores(outside.engine(), projects, datastores, operations, json);
            var accounts = new AccountRoutes(tokens, sessions);
            var contract = new Contract();
            var variableList = new VariableList(variables, releases);
            var desk = moving.desk(operations);
            var moveDesk = moveParts.desk(operations, json, random);
            var dashboard = new Dashboard(new ServerControlPlane(new ServerControlPlane.Parts(outside.engine(),
                    projects, environments, liveServices, releases, variableList, outside.figures(), operations,
                    changes, secrets, new ServerMigrations(desk.views(), desk.changes()),
                    new ServerMoves(moveDesk.views(), moveDesk.changes()), datastoreViews, restores)),
                    clock);
            List<Http.Feature> features = List.of(new MetaRoutes(contract, json), accounts, new ProjectRoutes(projects),
                    new SourceRoutes(sources), new OperationRoutes(operations),
                    new ChangeRoutes(changes, new Plans(projects, liveServices, variables)),
                    desk.routes(), moveDesk.routes(),
                    new BackupRoutes(outside.engine(), projects, datastores, operations, restores, json),
                    new DatastoreRoutes(datastoreViews,
                            new Swaps(projects, datastores, liveServices, operations, json)),
                    new EnvironmentRoutes(new EnvironmentRoutes.Parts(environments, changes, outside.engine(),
                            outside.figures(), releases, variableList,
                            new OneOffs(projects, loader, new SpecMaker(hostnames)), secrets, json)),
                    new Doctor(store, outside.engine(), config.home(), safekeeping), dashboard);
            var http = new Http(new Http.Edge(accounts, contract, idempotency, audit, json, config.bind(),
                    config.domain()), features, dashboard);
            this.routes = http.registered();

            closing(moving);
            closing(moveParts);
            closing(queue);
            closing(http);
            closing(dashboard);
            this.port = http.listen(config.bind(), config.port());
            queue.start();
            moving.start();
            moveParts.start();
            serverFile.write(new ServerFile.Content(ProcessHandle.current().pid(), port, url()));
            closing(serverFile::delete);
        } catch (KeyException | StoreException e) {
            close();
            throw new StartException(String.valueOf(e.getMessage()), e);
        } catch (Http.PortTakenException e) {
            close();
            throw new StartException(taken(), e);
        } catch (IOException e) {
            close();
            throw new StartException("The folder " + config.home() + " cannot be used: " + e.getMessage()
                    + ". Choose another with --home.", e);
        } catch (StartException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts a server; it answers when this returns. */
    public static Server start(ServerConfig config, Outside outside) throws StartException, InterruptedException {
        return new Server(config, outside);
    }

    /** The port of the API. */
    public int port() {
        return port;
    }

    /** Where the API is. */
    public String url() {
        boolean local = config.loopback() || config.bind().equals("0.0.0.0") || config.bind().equals("::");
        return "http://" + (local ? "localhost" : config.bind()) + ":" + port;
    }

    /** The routes there are. */
    List<Api.Route> routes() {
        return routes;
    }

    /** Ends requests and lets steps end; what runs on engines goes on. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.getLogger(Server.class.getName()).log(System.Logger.Level.WARNING, "not closed well", e);
            }
        }
    }

    private Optional<OwnPostgres> own(Random random) throws StoreException, InterruptedException {
        return config.databaseUrl() != null
                ? Optional.empty()
                : Optional.of(closing(OwnPostgres.start(config.folder(), config.home().resolve("binaries"), random)));
    }

    private Optional<Safekeeping> safekeeping(Outside outside, Optional<OwnPostgres> own) throws StartException {
        if (outside.backups().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(closing(Safekeeping.start(config.home(), outside.backups().get(),
                    own.map(OwnPostgres::server), outside.clock())));
        } catch (BackupException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private String taken() {
        return "Port " + config.port() + " is taken" + PortHolder.of(config.port()).map(who -> " by " + who).orElse("")
                + ". Stop it, or choose another port with --port or STACKBLAZE_API_PORT.";
    }

    private <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }
}
