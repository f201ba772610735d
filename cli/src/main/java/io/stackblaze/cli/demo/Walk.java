package io.stackblaze.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.stackblaze.cli.api.Api;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.deployment.Follower;
import io.stackblaze.cli.environment.Target;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Takes the migration from step to step, by the same requests as {@code stackblaze migrate}. */
final class Walk {
    private static final String ALL = "/api/v1/migrations";
    private static final Duration GATES = Duration.ofMinutes(2);
    private static final Duration BETWEEN = Duration.ofMillis(500);

    private final Call call;
    private final Api api;
    private final Story story;
    private JsonNode view = Json.object();

    Walk(Call call, Api api, Story story) {
        this.call = call;
        this.api = api;
        this.story = story;
    }

    /** Begins it, and waits until the app was read. */
    void begin(EmulatedAccount heroku, Target target) throws Failure, InterruptedException {
        view = api.post(ALL, Json.object().put("app", heroku.app()).put("project", target.project())
                .put("environment", target.environment()).put("token", heroku.token()).put("heroku_api", heroku.api())
                .put("heroku_web", heroku.web()));
        var operation = Json.text(view, "operation");
        if (!operation.isEmpty()) {
            follow(api.get("/api/v1/operations/" + operation));
        }
        look();
    }

    /** The page of it. */
    String page() {
        return api.base() + "/migrations/" + Json.text(view, "id");
    }

    /** The step that comes next. */
    String step() {
        return Json.text(view, "step");
    }

    /** What the next step will do. */
    List<String> next() {
        return Json.texts(view, "next");
    }

    /** What going back would do. */
    String rollback() {
        return Json.text(view, "rollback");
    }

    /** The last cut. */
    JsonNode cut() {
        return view.path("cutover");
    }

    /** Does the step that comes next. */
    void take() throws Failure, IOException, InterruptedException {
        var step = step();
        if (step.equals("review")) {
            approve();
        } else {
            gates();
        }
        if (step().equals(step)) {
            act(step.equals("cutover") ? "cutover" : "next", null);
        }
        for (var each : view.path("steps").values()) {
            if (Json.text(each, "name").equals(step)) {
                tell(Json.texts(each, "proof"));
            }
        }
        if (step().equals(step)) {
            throw Failure.of("The step " + step + " was not done.", "stackblaze migrate status")
                    .withLines(Json.texts(view, "next"));
        }
    }

    /** Goes back to Heroku. */
    void rollBack() throws Failure, InterruptedException {
        act("rollback", null);
    }

    private void act(String verb, @Nullable JsonNode body) throws Failure, InterruptedException {
        var answer = api.post(path("/" + verb), body);
        if (!Json.text(answer, "kind").isEmpty()) {
            follow(answer);
        }
        look();
    }

    /** A person's consent is given here, where no person is. */
    private void approve() throws Failure, InterruptedException {
        act("approve", Json.object().put("message", "by the demo, in place of a person"));
        story.say("Approved, in the place of a person.");
    }

    /** What was proved; risks are many, and on the page. */
    private void tell(List<String> proof) {
        proof.stream().filter(line -> !line.startsWith("Risk: ")).forEach(story::say);
        long risks = proof.stream().filter(line -> line.startsWith("Risk: ")).count();
        if (risks > 0) {
            story.say(risks + " risks are known, and what is done about each; they are on the page.");
        }
    }

    /** Waits until every gate is green. */
    private void gates() throws Failure, InterruptedException {
        var until = System.nanoTime() + GATES.toNanos();
        String said = "";
        while (true) {
            look();
            var red = view.path("gates").values().stream().filter(gate -> !gate.path("green").asBoolean(false))
                    .toList();
            if (red.isEmpty()) {
                return;
            }
            var gate = red.getFirst();
            var text = Json.text(gate, "name") + ": " + Json.text(gate, "says");
            if (!said.equals(Json.text(gate, "name"))) {
                story.say("Waits for the gate " + text);
                said = Json.text(gate, "name");
            }
            if (System.nanoTime() > until) {
                throw Failure.of("The gate stays red: " + text, Json.text(gate, "remedy"));
            }
            Thread.sleep(BETWEEN);
        }
    }

    private void follow(JsonNode operation) throws Failure, InterruptedException {
        new Follower(call, api).quietAtInterrupt().follow(operation);
    }

    private void look() throws Failure {
        view = api.get(path(""));
    }

    private String path(String rest) {
        return ALL + "/" + Target.encode(Json.text(view, "id")) + rest;
    }
}
