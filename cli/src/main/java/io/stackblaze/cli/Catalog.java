package io.stackblaze.cli;

import java.util.List;
import java.util.Optional;

import io.stackblaze.cli.blueprint.BlueprintCommands;
import io.stackblaze.cli.command.Entry;
import io.stackblaze.cli.command.Verbs;
import io.stackblaze.cli.datastore.BackupCommands;
import io.stackblaze.cli.datastore.ClientCommand;
import io.stackblaze.cli.datastore.DatabaseCommands;
import io.stackblaze.cli.datastore.ForkCommand;
import io.stackblaze.cli.datastore.LookCommands;
import io.stackblaze.cli.datastore.MetricsCommand;
import io.stackblaze.cli.datastore.SwapCommand;
import io.stackblaze.cli.demo.DemoCommand;
import io.stackblaze.cli.deployment.OperationCommands;
import io.stackblaze.cli.deployment.PlanCommand;
import io.stackblaze.cli.deployment.UpCommand;
import io.stackblaze.cli.environment.ChangeCommands;
import io.stackblaze.cli.environment.EnvCommands;
import io.stackblaze.cli.environment.LogsCommand;
import io.stackblaze.cli.environment.OpenCommand;
import io.stackblaze.cli.environment.ProjectsCommand;
import io.stackblaze.cli.environment.ReleasesCommand;
import io.stackblaze.cli.environment.RunCommand;
import io.stackblaze.cli.environment.StatusCommand;
import io.stackblaze.cli.heroku.ImportCommand;
import io.stackblaze.cli.heroku.InspectCommand;
import io.stackblaze.cli.migration.DnsCommand;
import io.stackblaze.cli.migration.MigrateCommands;
import io.stackblaze.cli.migration.StartCommand;
import io.stackblaze.cli.move.CopyCommand;
import io.stackblaze.cli.move.MoveCommand;
import io.stackblaze.cli.move.MoveCommand.Verb;
import io.stackblaze.cli.move.MoveCommands;
import io.stackblaze.cli.move.RedisCommands;
import io.stackblaze.cli.move.VerifyCommand;
import io.stackblaze.cli.platform.DoctorCommand;
import io.stackblaze.cli.platform.PlatformCommands;

/** All commands, in the order of the help. */
final class Catalog {
    private record Group(String title, List<Entry> entries) {}

    private static final List<Group> GROUPS = List.of(
            new Group("Look",
                    List.of(Entry.verb("demo",
                            "Moves a live app from an emulated Heroku to here and back, and proves it.",
                            DemoCommand::new))),
            new Group("Deploy",
                    List.of(Entry.verb("up", "Starts StackBlaze if need be, and deploys a folder.", UpCommand::new,
                            "deploy"),
                            Entry.verb("plan", "Shows what up would change.", PlanCommand::new),
                            Entry.verb("releases", "Lists releases.", ReleasesCommand::new),
                            Entry.verb("rollback", "Goes back to an earlier release.", ChangeCommands.Rollback::new),
                            Entry.noun("operations", "Lists deployments and other work, and follows it.",
                                    OperationCommands.List::new,
                                    Entry.verb("list", "Lists them, newest first.", OperationCommands.List::new),
                                    Entry.verb("follow", "Shows one until it ends.", OperationCommands.Follow::new),
                                    Entry.verb("cancel", "Stops one after the step that runs.",
                                            OperationCommands.Cancel::new)))),
            new Group("Watch",
                    List.of(Entry.verb("status", "Shows what runs, and how it is.", StatusCommand::new),
                            Entry.verb("logs", "Shows what services write.", LogsCommand::new),
                            Entry.verb("open", "Shows a service or the dashboard in the browser.", OpenCommand::new),
                            Entry.verb("projects", "Lists projects.", ProjectsCommand::new))),
            new Group("Change",
                    List.of(Entry.noun("env", "Variables and secrets.", EnvCommands.ListVariables::new,
                            Entry.verb("list", "Lists names and values; of secrets the names alone.",
                                    EnvCommands.ListVariables::new),
                            Entry.verb("get", "Prints the value of one.", EnvCommands.Get::new),
                            Entry.verb("set", "Sets variables, or secrets with --secret.", EnvCommands.Set::new),
                            Entry.verb("unset", "Removes variables or secrets.", EnvCommands.Unset::new)),
                            Entry.verb("scale", "Sets how many instances services have.", ChangeCommands.Scale::new),
                            Entry.verb("restart", "Replaces instances by new ones.", ChangeCommands.Restart::new),
                            Entry.verb("run", "Runs a command with a release's code and variables.", RunCommand::new),
                            Entry.verb("down", "Stops all services of an environment; data stays.",
                                    ChangeCommands.Down::new),
                            Entry.verb("destroy", "Deletes a project, or a datastore, with its data.",
                                    ChangeCommands.Destroy::new))),
            new Group("Data",
                    List.of(Entry.noun("backups", "Backups of databases: list, create, verify.",
                            BackupCommands.List::new,
                            Entry.verb("list", "Shows what can be restored.", BackupCommands.List::new),
                            Entry.verb("create", "Makes a full copy now.", BackupCommands.Create::new),
                            Entry.verb("verify", "Proves that a moment can be restored.",
                                    BackupCommands.Verify::new)),
                            Entry.noun("db", "Databases: looks at them, connects, restores, copies, follows.",
                                    Verbs::new,
                                    Entry.verb("list", "Lists databases with their size and backups.",
                                            LookCommands.ListAll::new),
                                    Entry.verb("info", "Says how one is: size, connections, backups, slow statements.",
                                            () -> new LookCommands.Info("postgres")),
                                    Entry.verb("metrics", "Shows how one was over the last two hours.",
                                            () -> new MetricsCommand("postgres")),
                                    Entry.verb("connect", "Opens psql or redis-cli, as fits.",
                                            () -> new ClientCommand("")),
                                    Entry.verb("psql", "Opens psql, signed in.", () -> new ClientCommand("postgres")),
                                    Entry.verb("redis-cli", "Opens redis-cli, signed in.",
                                            () -> new ClientCommand("redis")),
                                    Entry.verb("url", "Prints where one is reached, with its password.",
                                            () -> new LookCommands.Url("postgres")),
                                    Entry.verb("swap", "Exchanges the connection strings of two databases.",
                                            SwapCommand::new),
                                    Entry.verb("fork", "Makes a database of another environment of a moment of one.",
                                            ForkCommand::new),
                                    Entry.verb("logs", "Shows what databases write.",
                                            () -> new LogsCommand("postgres", "redis")),
                                    Entry.verb("wait", "Waits until one serves.",
                                            () -> new LookCommands.Wait("postgres")),
                                    Entry.verb("restore", "Brings a moment back as a new database.",
                                            DatabaseCommands.Restore::new),
                                    Entry.verb("points", "Lists named moments, or names this one.",
                                            DatabaseCommands.Points::new),
                                    Entry.verb("copy", "Copies one to another server, and proves the copy.",
                                            () -> MoveCommand.db(Verb.COPY, CopyCommand::new)),
                                    Entry.verb("follow", "Copies one that is written to, and keeps the copy in step.",
                                            () -> MoveCommand.db(Verb.FOLLOW, MoveCommands.Follow::new)),
                                    Entry.verb("verify", "Compares both sides of a move, or any two that rest.",
                                            () -> MoveCommand.db(Verb.VERIFY, VerifyCommand::new)),
                                    Entry.verb("cutover", "Makes the copy the live side.",
                                            () -> MoveCommand.db(Verb.CUTOVER, () -> new MoveCommands.Turn(false))),
                                    Entry.verb("reverse", "Makes the old side the live one again.",
                                            () -> MoveCommand.db(Verb.REVERSE, () -> new MoveCommands.Turn(true))),
                                    Entry.verb("status", "Says where a move stands.",
                                            () -> MoveCommand.db(Verb.STATUS, MoveCommands.Status::new)),
                                    Entry.verb("settle", "Ends a move that was cut over.",
                                            () -> MoveCommand.db(Verb.SETTLE, () -> new MoveCommands.End(true))),
                                    Entry.verb("abort", "Gives a move up; the source is as it was.",
                                            () -> MoveCommand.db(Verb.ABORT, () -> new MoveCommands.End(false)))),
                            Entry.noun("redis", "Moves a Redis: copies, follows and compares it.", Verbs::new,
                                    Entry.verb("info", "Says how one is: memory, keys, connections.",
                                            () -> new LookCommands.Info("redis")),
                                    Entry.verb("metrics", "Shows how one was over the last two hours.",
                                            () -> new MetricsCommand("redis")),
                                    Entry.verb("url", "Prints where one is reached, with its password.",
                                            () -> new LookCommands.Url("redis")),
                                    Entry.verb("wait", "Waits until one serves.",
                                            () -> new LookCommands.Wait("redis")),
                                    Entry.verb("copy", "Copies all keys to another server, and proves the copy.",
                                            () -> MoveCommand.redis(Verb.COPY, RedisCommands.Copy::new)),
                                    Entry.verb("follow", "Copies, and keeps the copy in step.",
                                            () -> MoveCommand.redis(Verb.FOLLOW, RedisCommands.Follow::new)),
                                    Entry.verb("verify", "Compares both while writes go on.",
                                            () -> MoveCommand.redis(Verb.VERIFY, RedisCommands.Verify::new)),
                                    Entry.verb("cutover", "Makes the copy the live side.",
                                            () -> MoveCommand.redis(Verb.CUTOVER, () -> new RedisCommands.Turn(false))),
                                    Entry.verb("reverse", "Makes the old server the live side again.",
                                            () -> MoveCommand.redis(Verb.REVERSE, () -> new RedisCommands.Turn(true))),
                                    Entry.verb("status", "Says where a move is.",
                                            () -> MoveCommand.redis(Verb.STATUS, RedisCommands.Status::new)),
                                    Entry.verb("settle", "Ends a move that was cut over.",
                                            () -> MoveCommand.redis(Verb.SETTLE, RedisCommands.Settle::new)),
                                    Entry.verb("abort", "Gives a move up.",
                                            () -> MoveCommand.redis(Verb.ABORT, RedisCommands.Abort::new))))),
            new Group("Files",
                    List.of(Entry.noun("blueprint", "Works on blueprint.yaml: validate, schema, init.", Verbs::new,
                            Entry.verb("validate", "Says what is wrong with it.", BlueprintCommands.Validate::new),
                            Entry.verb("schema", "Prints its JSON Schema, for editors.",
                                    BlueprintCommands.Schema::new),
                            Entry.verb("init", "Writes one for the code that is there.",
                                    BlueprintCommands.Init::new)))),
            new Group("Coming from Heroku",
                    List.of(Entry.noun("heroku", "Looks at a Heroku app, and brings it here: inspect, import.",
                            Verbs::new,
                            Entry.verb("inspect", "Says what an app is, what it becomes, and what is at risk.",
                                    InspectCommand::new),
                            Entry.verb("import", "Makes a project of it; its data stays, its workers wait.",
                                    ImportCommand::new)),
                            migrate())),
            new Group("This machine",
                    List.of(Entry.verb("doctor", "Says what this machine lacks.", DoctorCommand::new),
                            Entry.noun("platform", "Starts and stops StackBlaze itself.", Verbs::new,
                                    Entry.verb("start", "Starts server and node.", PlatformCommands.Start::new),
                                    Entry.verb("stop", "Stops them; apps go on.", PlatformCommands.Stop::new),
                                    Entry.verb("restart", "Stops and starts them, for a newer build.",
                                            PlatformCommands.Restart::new)),
                            Entry.verb("completion", "Prints a script for the tab key.", CompletionCommand::new),
                            Entry.verb("version", "Says which StackBlaze this is.", VersionCommand::new))));

    private Catalog() {}

    private static Entry migrate() {
        var verbs = migrateVerbs();
        return Entry.noun("migrate", "Moves a live Heroku app here in steps, with a way back at each.",
                () -> new MigrateCommands.Status(verbs.stream().map(Entry::name).toList()),
                verbs.toArray(Entry[]::new));
    }

    private static List<Entry> migrateVerbs() {
        return List.of(Entry.verb("start", "Begins: reads everything about an app.", StartCommand::new),
                Entry.verb("status", "Shows both sides, the steps, the gates and the data.",
                        () -> new MigrateCommands.Status(List.of())),
                Entry.verb("next", "Shows the next step, asks, and does it.", MigrateCommands.Next::new),
                Entry.verb("fold", "Takes over what was changed at Heroku meanwhile.", MigrateCommands.Fold::new),
                Entry.verb("cutover", "Holds requests, carries the rest over, and switches.",
                        MigrateCommands.Cutover::new),
                Entry.verb("rollback", "Lets the app run at Heroku again, with every write.",
                        MigrateCommands.Rollback::new),
                Entry.verb("dns", "Shows the domains' records, and cuts over by them.", DnsCommand::new),
                Entry.verb("share", "Serves some of the visitors here.", MigrateCommands.Share::new),
                Entry.verb("approve", "Says that a person has looked at it.", MigrateCommands.Approve::new),
                Entry.verb("pause", "Lets no further step begin.", () -> new MigrateCommands.Hold("pause")),
                Entry.verb("resume", "Lets steps begin again.", () -> new MigrateCommands.Hold("resume")),
                Entry.verb("settle", "Ends the way back, after 48 stable hours.", MigrateCommands.Settle::new),
                Entry.verb("abort", "Gives it up before the cut; Heroku is as it was.", MigrateCommands.Abort::new),
                Entry.verb("report", "Writes down who did what, and what was proved.", MigrateCommands.Report::new));
    }

    static List<Entry> all() {
        return GROUPS.stream().flatMap(group -> group.entries().stream()).toList();
    }

    static Optional<Entry> find(String word) {
        return all().stream().filter(entry -> entry.answersTo(word)).findFirst();
    }

    /** The list of commands, by group. */
    static String help() {
        var text = new StringBuilder();
        for (var group : GROUPS) {
            text.append('\n').append(group.title()).append(":\n");
            for (var entry : group.entries()) {
                text.append("  ").append(entry.name()).append(" ".repeat(12 - entry.name().length()))
                        .append(entry.summary()).append('\n');
            }
        }
        return text.toString();
    }
}
