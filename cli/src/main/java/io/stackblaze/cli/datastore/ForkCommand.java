package io.stackblaze.cli.datastore;

import java.io.IOException;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.environment.Change;
import io.stackblaze.cli.environment.Target;
import io.stackblaze.cli.platform.Connection;

/** {@code db fork --from production/db --to staging/db}: a moment of a database as a new one of another environment. */
public final class ForkCommand implements Command {
    @Override
    public void describe(Syntax syntax) {
        Change.describe(syntax.environment().option("ENVIRONMENT/DATABASE", "The source.", "--from")
                .option("ENVIRONMENT/DATABASE", "The new one, in the same project.", "--to")
                .option("TIME", "A moment with its time zone: \"2026-11-23 10:15:00Z\".", "--to-time")
                .option("NAME", "A point, as `db points` shows it.", "--to-point").flag("Does not ask.", "-y", "--yes"))
                .note("Without --to-time and --to-point: the newest moment. It is made of the source's backups, with a",
                        "password of its own; nothing is ever overwritten.");
    }

    @Override
    public int run(Call call) throws Failure, IOException, InterruptedException {
        var from = place(call, "--from");
        var to = place(call, "--to");
        var body = Json.object().put("as", to.service()).put("into", to.target().environment());
        if (call.option("--to-time").isPresent()) {
            body.put("at", Moment.of(call.option("--to-time").get(), "--to-time"));
        }
        call.option("--to-point").ifPresent(point -> body.put("point", point));
        var api = Connection.of(call);
        var plan = api.post(from.path("/restore"), body.deepCopy().put("plan", true));
        call.screen().note("This fork:");
        Json.texts(plan, "changes").forEach(line -> call.screen().note("  " + line));
        if (!call.flag("--yes") && !call.screen().ask("Go on? Type yes: ").orElse("").equals("yes")) {
            throw Failure.of("Nothing was made.", "Without the question: --yes");
        }
        return Change.follow(call, api, api.post(from.path("/restore"), body), "Made " + to.service() + " of "
                + to.target().environment() + ", at " + to.service() + ".internal. A deployment whose blueprint names "
                + to.service() + " uses it.");
    }

    /** {@code staging/db}; the environment may be left out where it is the one of {@code --environment}. */
    private static Datastore place(Call call, String option) throws Failure {
        var text = call.option(option).orElseThrow(() -> Failure.of("A source and a new database are needed.",
                "Like this: stackblaze db fork --from production/db --to staging/db"));
        int slash = text.indexOf('/');
        var environment = slash < 0 ? Target.environment(call) : Datastore.name(text.substring(0, slash));
        return new Datastore(new Target(Target.project(call), environment), Datastore.name(text.substring(slash + 1)));
    }
}
