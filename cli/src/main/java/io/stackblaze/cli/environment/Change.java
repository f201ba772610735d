package io.stackblaze.cli.environment;

import java.util.Set;

import io.stackblaze.cli.api.Api;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.deployment.Follower;
import tools.jackson.databind.JsonNode;

/** Follows what a command has begun, and says at the end what came of it. */
public final class Change {
    private static final Set<String> NEW_RELEASE = Set.of("variables", "scale", "rollback", "swap");

    private Change() {}

    /** The options that each such command takes. */
    public static Syntax describe(Syntax syntax) {
        return syntax.flag("Does not wait for the end.", "--detach");
    }

    /** Follows and tells; an answer that is no operation means that there was nothing to do. */
    public static int follow(Call call, Api api, JsonNode answer, String done) throws Failure, InterruptedException {
        var screen = call.screen();
        var operation = answer;
        boolean begun = !Json.text(answer, "id").isEmpty();
        if (begun && !call.flag("--detach")) {
            operation = new Follower(call, api).follow(answer);
        }
        if (call.json()) {
            screen.result(Json.write(operation));
        } else if (begun && call.flag("--detach")) {
            screen.result("Begun. To follow it: stackblaze operations follow " + Json.text(operation, "id"));
        } else {
            int release = operation.path("result").path("release").asInt(0);
            screen.result(done + (release > 0 && NEW_RELEASE.contains(Json.text(operation, "kind"))
                    ? " Release " + release + " is live."
                    : ""));
        }
        return 0;
    }
}
