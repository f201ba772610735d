package io.stackblaze.server.migration;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import io.stackblaze.engine.Engine;
import io.stackblaze.server.deployment.Demolition;
import io.stackblaze.server.deployment.LiveScale;
import io.stackblaze.server.http.Http;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.Operations;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.Datastores;
import io.stackblaze.server.release.Hostnames;
import io.stackblaze.server.release.PartsLoader;
import io.stackblaze.server.secret.Random;
import io.stackblaze.server.source.Sources;
import io.stackblaze.server.variable.Variables;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The parts of migrations, put together. */
public final class MigrationParts implements AutoCloseable {
    private final Outside outside;
    private final Stage stage;
    private final HerokuApp heroku;
    private final SyncBoard board;
    private final ThereNow there = new ThereNow();
    private final Moves moves;
    private final Followers followers;
    private final Lookout lookout;
    private final Traffic traffic;
    private @Nullable Watchman watchman;
    private final DnsBoard domains;
    private final DnsChanges dns;

    /** What they work with. */
    public record Outside(Migrations migrations, Engine engine, Projects projects, Variables variables,
            Datastores datastores, Sources sources, PartsLoader loader, Hostnames hostnames, Kind deployment,
            Kind variableChange, LiveScale scale, Path journals, JsonMapper json,
            Clock clock, Random random) {}

    /** What people use. */
    public record Desk(MigrationViews views, MigrationChanges changes, Http.Feature routes) {}

    /** Puts them together; nothing runs yet. */
    public MigrationParts(Outside outside) {
        this.outside = outside;
        this.stage = new Stage(outside.migrations());
        this.heroku = new HerokuApp(outside.migrations());
        this.board = new SyncBoard(outside.clock());
        this.moves = new Moves(heroku, outside.engine(), outside.projects(), outside.datastores(), board,
                outside.journals(), outside.clock());
        this.followers = new Followers(outside.migrations(), moves, board);
        this.traffic = new Traffic(outside.engine(), new Watching());
        this.domains = new DnsBoard(outside.migrations(), outside.clock());
        this.dns = new DnsChanges(outside.migrations(), domains);
        this.lookout = new Lookout(outside.migrations(), heroku, there, outside.clock());
    }

    /** The kinds of operation that they are made of. */
    public List<Kind> kinds() {
        var times = new JobTimes(outside.migrations(), outside.clock());
        var processes = new HerokuProcesses(outside.migrations(), heroku, times, outside.clock());
        var crons = new CronsHere(outside.engine(), outside.projects(), outside.loader(), outside.hostnames(), times,
                outside.clock());
        var sides = new Sides(outside.migrations(), moves);
        var work = new CutWork(outside.engine(), moves, outside.clock());
        return List.of(new InspectKind(stage, heroku, lookout, outside.sources(), outside.clock()),
                new PrepareKind(stage, heroku, outside.engine(), outside.projects(), outside.variables(),
                        outside.deployment()),
                new SyncKind(stage, moves, followers, board, lookout), new FoldKind(stage, outside.variableChange()),
                new ShareKind(stage, outside.engine(), outside.scale(), outside.variableChange()),
                new CutoverKind(stage, processes, outside.scale(), work, followers, sides, crons,
                        times, traffic, dns, outside.clock()),
                new RollbackKind(stage, processes, outside.scale(), work, followers, sides, crons,
                        times, dns, outside.clock()),
                new RehearseKind(stage, outside.migrations(), rehearsal()),
                new SettleKind(stage, outside.engine(), moves, followers, board),
                new AbortKind(stage, moves, followers, work, processes, board));
    }

    private RehearseKind.Parts rehearsal() {
        var data = new StagingData(outside.engine(), outside.projects(), outside.datastores(), outside.clock());
        return new RehearseKind.Parts(outside.projects(), outside.variables(), outside.loader(), outside.deployment(),
                data, new Trials(outside.engine(), outside.scale(), outside.hostnames()),
                new Demolition(outside.engine(), outside.projects(), outside.datastores()));
    }

    /** What people use, over the operations that are made of these kinds. */
    public Desk desk(Operations operations) {
        var here = new HereNow(outside.engine());
        var gates = new Gates(outside.projects(), here, board, traffic, there, outside.clock());
        var views = new MigrationViews(outside.migrations(), operations, gates, board, here, traffic, there);
        var changes = new MigrationChanges(outside.migrations(), views, gates, operations,
                new Folding(outside.migrations(), heroku, lookout, there), outside.json(), outside.random());
        watchman = new Watchman(outside.migrations(), traffic, outside.hostnames(), changes, outside.clock());
        var routes = new MigrationRoutes(changes, views);
        var dnsRoutes = new DnsRoutes(new DnsDesk(outside.migrations(), changes, domains, dns, outside.clock()));
        return new Desk(views, changes, api -> {
            routes.register(api);
            dnsRoutes.register(api);
        });
    }

    /** Goes on keeping datastores in step. */
    public void start() {
        followers.start();
        lookout.start();
        if (watchman != null) {
            watchman.start();
        }
        domains.start();
    }

    /** Leaves them as they are; the next server goes on. */
    @Override
    public void close() {
        domains.close();
        if (watchman != null) {
            watchman.close();
        }
        lookout.close();
        followers.close();
    }
}
