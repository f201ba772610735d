package io.stackblaze.cli.deployment;

import java.io.IOException;
import java.nio.file.Path;

import io.stackblaze.cli.api.Api;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.blueprint.BlueprintFile;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.environment.Target;
import tools.jackson.databind.JsonNode;

/** What {@code up} and {@code plan} share: which folder goes where. */
record Deployments(BlueprintFile file, Target target) {
    private static final int LONGEST_MESSAGE = 500;

    /** Reads the blueprint of the folder that was named, or of the working directory. */
    static Deployments of(Call call) throws Failure, IOException {
        var folder = call.context().directory().resolve(call.word().orElse("")).normalize();
        var file = BlueprintFile.read(folder);
        var project = call.option("--project").orElse(file.blueprint().name());
        return new Deployments(file, new Target(project, Target.environment(call)));
    }

    /** What would change. */
    JsonNode plan(Api api) throws Failure {
        return api.post(target.path("/plan"), Json.object().put("blueprint", file.text()));
    }

    /** Sends the source and begins the deployment. */
    JsonNode begin(Call call, Api api) throws Failure, IOException, InterruptedException {
        var folder = folder();
        var body = Json.object().put("blueprint", file.text()).put("source",
                Upload.send(folder, api, call.screen(), call.context().clock()));
        var commit = Commit.of(folder);
        commit.ifPresent(known -> body.put("commit", known.id()));
        call.option("--message").or(() -> commit.map(Commit::subject))
                .map(text -> text.replaceAll("\\p{Cntrl}", " ").strip())
                .ifPresent(text -> body.put("message", text.substring(0, Math.min(text.length(), LONGEST_MESSAGE))));
        return api.post(target.path("/deployments"), body);
    }

    private Path folder() {
        var parent = file.path().toAbsolutePath().getParent();
        return parent == null ? file.path() : parent;
    }
}
