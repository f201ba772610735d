package io.stackblaze.cli.datastore;

import java.io.IOException;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.environment.Change;
import io.stackblaze.cli.platform.Connection;

/** {@code db swap A B}: exchanges where the connection strings of two databases lead. */
public final class SwapCommand implements Command {
    @Override
    public void describe(Syntax syntax) {
        Change.describe(syntax.environment().words("A B", "2", "Two databases of the same kind.")
                .flag("Does not ask.", "-y", "--yes"))
                .note("Services that refer to A get B, and the other way round, in one release. No data moves.",
                        "The same command again undoes it.");
    }

    @Override
    public int run(Call call) throws Failure, IOException, InterruptedException {
        if (call.words().size() != 2) {
            throw Failure.of("There must be two databases.", "Like this: stackblaze db swap db db-then");
        }
        var api = Connection.of(call);
        var one = Datastore.of(call, api, call.words().getFirst());
        var other = Datastore.name(call.words().getLast());
        var plan = api.post(one.path("/swap"), Json.object().put("with", other).put("plan", true));
        call.screen().note("This swap:");
        Json.texts(plan, "changes").forEach(line -> call.screen().note("  " + line));
        if (!call.flag("--yes") && !call.screen().ask("Go on? Type yes: ").orElse("").equals("yes")) {
            throw Failure.of("Nothing was swapped.", "Without the question: --yes");
        }
        return Change.follow(call, api, api.post(one.path("/swap"), Json.object().put("with", other)),
                "Swapped " + one.service() + " and " + other + ". To undo it, swap them again.");
    }
}
