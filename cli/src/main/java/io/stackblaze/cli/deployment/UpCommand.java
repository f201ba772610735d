package io.stackblaze.cli.deployment;

import java.io.IOException;
import java.time.Duration;

import io.stackblaze.cli.api.Api;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.environment.Target;
import io.stackblaze.cli.platform.Connection;
import io.stackblaze.cli.platform.Platform;
import io.stackblaze.cli.terminal.Words;
import tools.jackson.databind.JsonNode;

/** Starts StackBlaze if need be, and deploys a folder. */
public final class UpCommand implements Command {
    @Override
    public void describe(Syntax syntax) {
        syntax.words("[FOLDER]", "0..1", "Folder with a blueprint.yaml; this one by default.")
                .flag("Asks before anything is changed.", "--confirm")
                .flag("Shows every line of the builds.", "-v", "--verbose")
                .flag("Does not wait for the end.", "--detach")
                .option("TEXT", "What this deployment is about; by default the commit's subject.", "-m", "--message");
        Platform.describe(syntax).environment().note("Ctrl-C stops watching; the deployment goes on.");
    }

    @Override
    public int run(Call call) throws Failure, IOException, InterruptedException {
        var deployments = Deployments.of(call);
        var start = call.context().variables().containsKey("STACKBLAZE_URL")
                ? Platform.Start.RUNNING
                : Platform.of(call).start();
        var api = Connection.of(call);
        var plan = deployments.plan(api);
        if (!call.json()) {
            PlanView.lines(plan, deployments.target().title(), call.screen().errorStyle()).forEach(call.screen()::note);
        }
        if (call.flag("--confirm") && !agreed(call)) {
            throw Failure.of("Nothing was changed.");
        }
        var began = call.context().clock().instant();
        var operation = deployments.begin(call, api);
        if (!call.flag("--detach")) {
            operation = follow(call, api, deployments.target(), operation);
        }
        var link = start == Platform.Start.FIRST ? api.post("/api/v1/sign-in-links", null) : Json.object();
        tell(call, api, operation, link, Duration.between(began, call.context().clock().instant()));
        return 0;
    }

    private static JsonNode follow(Call call, Api api, Target target, JsonNode operation)
            throws Failure, InterruptedException {
        try {
            return new Follower(call, api).verbose(call.flag("--verbose")).follow(operation);
        } catch (Failure e) {
            int serving = serving(api, target);
            var detail = serving > 0 ? e.message() + " Release " + serving + " still serves." : e.message();
            var next = "stackblaze logs" + (call.option("--project").isPresent() ? " -p " + target.project() : "")
                    + target.options();
            var remedies = e.remedies().isEmpty()
                    ? new String[]{next}
                    : new String[]{e.remedies().getFirst(), next};
            throw Failure.of(detail, remedies).withLines(e.lines());
        }
    }

    private static int serving(Api api, Target target) {
        try {
            return api.get(target.path("")).path("release").asInt(0);
        } catch (Failure e) {
            return 0;
        }
    }

    private static boolean agreed(Call call) throws IOException {
        return call.screen().ask("Deploy this? [y/N] ").filter(answer -> answer.matches("(?i)y|yes")).isPresent();
    }

    private static void tell(Call call, Api api, JsonNode operation, JsonNode link, Duration took) {
        var screen = call.screen();
        if (call.json()) {
            screen.result(Json.write(operation));
            return;
        }
        var result = operation.path("result");
        int release = result.path("release").asInt(0);
        if (call.flag("--detach")) {
            screen.note("Begun. To follow it: stackblaze operations follow " + Json.text(operation, "id"));
        } else {
            screen.note(screen.errorStyle().good("Live") + (release > 0 ? ": release " + release : "") + ", in "
                    + Words.of(took) + ".");
        }
        result.path("urls").properties()
                .forEach(url -> screen.result("  " + url.getKey() + "  " + url.getValue().asString("")));
        screen.result("  dashboard  " + api.base());
        if (!link.isEmpty()) {
            screen.note("Sign in to the dashboard once with this link: " + Json.text(link, "url"));
        }
    }
}
