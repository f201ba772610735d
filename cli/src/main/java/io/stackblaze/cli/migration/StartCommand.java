package io.stackblaze.cli.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.blueprint.BlueprintFile;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.deployment.Upload;
import io.stackblaze.cli.environment.Target;
import io.stackblaze.cli.heroku.Code;
import io.stackblaze.cli.heroku.HerokuAccount;
import io.stackblaze.cli.platform.Connection;
import io.stackblaze.heroku.platform.Hosts;
import tools.jackson.databind.node.ObjectNode;

/** {@code migrate start APP --project NAME}: begins the move of an app; nothing at Heroku changes by it. */
public final class StartCommand implements Command {
    @Override
    public void describe(Syntax syntax) {
        Steps.describeUntil(syntax.words("APP", "1", "Name of the app on Heroku.")
                .option("DIR|URL",
                        "Code of the app: a folder, or a git repository; without it, the slug that Heroku runs.",
                        "--repo")
                .option("URL", "Where the app answers at Heroku, if not at its own address.", "--heroku-web")
                .option("ADDRESSES", "Cuts over by DNS; the app's domains are to lead to these addresses.", "--dns")
                .option("COMMAND", "Tests of your own, run in the rehearsal with STAGING_URL set.", "--test")
                .option("PATH", "Must be answered with 2xx while the app is watched after the cut.", "--probe")
                .flag("Rolls back by itself when errors or latency get worse after the cut.", "--auto-rollback"))
                .environment().note("Heroku is asked with HEROKU_API_KEY, else with what heroku auth:token prints.",
                        "The token is kept encrypted, until the migration is settled or aborted.");
    }

    @Override
    public int run(Call call) throws Failure, IOException, InterruptedException {
        var app = call.words().getFirst();
        var project = call.option("--project").orElseThrow(() -> Failure.of("What shall the project be called?",
                "stackblaze migrate start " + app + " --project NAME"));
        var target = new Target(project, Target.environment(call));
        var until = Steps.until(call);
        var folder = Code.of(call, app);
        var api = Connection.of(call);
        var token = HerokuAccount.token(call, HerokuAccount.EXPORT,
                "Workers and jobs are stopped there at the cut, so it may not be one that only reads.");
        var body = Json.object().put("app", app).put("project", target.project())
                .put("environment", target.environment()).put("token", token);
        var hosts = HerokuAccount.hosts(call);
        if (!hosts.equals(Hosts.HEROKU)) {
            body.put("heroku_api", hosts.platform().toString());
        }
        call.option("--heroku-web").ifPresent(url -> body.put("heroku_web", url));
        call.option("--test").ifPresent(command -> body.put("test", command));
        call.option("--probe").ifPresent(path -> body.put("probe", path));
        if (call.flag("--auto-rollback")) {
            body.put("auto_rollback", true);
        }
        var steps = new Steps(call, api);
        if (!call.json()) {
            call.screen().note("The app " + app + " moves from Heroku to " + target.title() + ", in steps:");
            plan(until).forEach(line -> call.screen().note("  - " + line));
        }
        steps.demand("Begin? [y/N] ");
        if (folder.isPresent()) {
            send(call, folder.get(), body, source -> Upload.send(source, api, call.screen(), call.context().clock()));
        }
        var begun = Migration.begin(api, body);
        if (call.option("--dns").isPresent()) {
            api.post(begun.path("/dns"), DnsCommand.to(Json.object(), call.option("--dns").get()));
        }
        var migration = steps.follow(begun);
        if (migration.step().equals("inspect") && !call.flag("--detach")) {
            migration = steps.act(migration, "next", null);
        }
        return steps.tell(until.isEmpty() || call.flag("--detach") ? migration : steps.go(migration, until.get()));
    }

    private static List<String> plan(Optional<String> until) {
        return List.of("Now everything about it is read; nothing at Heroku changes.",
                until.map(step -> "Then it goes on by itself until " + step + " is done, or a gate is red.")
                        .orElse("Each further step is shown first, and begun by: stackblaze migrate next"),
                "Until the cut Heroku serves all visitors. After it, rolling back loses nothing until you settle.");
    }

    private interface Sending {
        String send(Path folder) throws Failure, IOException;
    }

    private static void send(Call call, Path folder, ObjectNode body, Sending sending) throws Failure, IOException {
        var file = folder.resolve("blueprint.yaml");
        if (Files.isRegularFile(file)) {
            body.put("blueprint", BlueprintFile.read(file).text());
            call.screen().note("Using " + file + ".");
        }
        body.put("source", sending.send(folder));
    }
}
