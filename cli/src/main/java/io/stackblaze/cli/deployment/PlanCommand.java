package io.stackblaze.cli.deployment;

import java.io.IOException;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.platform.Connection;

/** Shows what {@code up} would change, and changes nothing. */
public final class PlanCommand implements Command {
    @Override
    public void describe(Syntax syntax) {
        syntax.environment().words("[FOLDER]", "0..1", "Folder with a blueprint.yaml; this one by default.");
    }

    @Override
    public int run(Call call) throws Failure, IOException {
        var deployments = Deployments.of(call);
        var plan = deployments.plan(Connection.of(call));
        if (call.json()) {
            call.screen().result(Json.write(plan));
        } else {
            call.screen().results(PlanView.lines(plan, deployments.target().title(), call.screen().style()));
        }
        return 0;
    }
}
