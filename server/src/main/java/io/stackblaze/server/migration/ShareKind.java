package io.stackblaze.server.migration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.Value;
import io.stackblaze.engine.Diversion;
import io.stackblaze.engine.Engine;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.server.deployment.LiveScale;
import io.stackblaze.server.http.Problem;
import io.stackblaze.server.migration.MigrationView.State;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.release.PartsLoader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code migrate-share}: some visitors are served here before the cut. Web processes here then use the datastores at
 * Heroku, so that all data stays in one place; nothing else of the move goes on until nobody is served here any more.
 */
final class ShareKind implements Kind {
    static final String WORD = "migrate-share";
    private static final String PERCENT = "percent";

    private final Stage stage;
    private final Engine engine;
    private final LiveScale scale;
    private final Kind variables;

    ShareKind(Stage stage, Engine engine, LiveScale scale, Kind variables) {
        this.stage = stage;
        this.engine = engine;
        this.scale = scale;
        this.variables = variables;
    }

    /** What such an operation needs to know: the addresses of datastores at Heroku, for the web service alone. */
    static ObjectNode input(Migration migration, HerokuApp heroku, int percent, ObjectNode input) {
        var web = migration.web().orElseThrow().name();
        var service = (ProcessService) PartsLoader.blueprint(migration.fact(Fact.BLUEPRINT).orElseThrow())
                .services(migration.target().environment()).get(web);
        var names = new ArrayList<String>();
        if (service != null) {
            service.env().forEach((name, value) -> {
                if (value instanceof Value.FromService from
                        && migration.stores().stream().anyMatch(store -> store.service().equals(from.service()))) {
                    names.add(name);
                }
            });
        }
        var set = input.putArray("set");
        var unset = input.putArray("unset");
        if (percent == 0) {
            names.forEach(name -> unset.addObject().put("service", web).put("name", name));
        } else {
            addresses(migration, heroku, names).forEach((name, value) -> set.addObject().put("service", web)
                    .put("name", name).put("value", value).put("secret", true));
        }
        return input.put(PERCENT, percent).put("was", Stage.resting(migration).name());
    }

    private static Map<String, String> addresses(Migration migration, HerokuApp heroku, List<String> names) {
        try {
            var addresses = new HashMap<>(heroku.config(migration));
            addresses.keySet().retainAll(names);
            if (addresses.size() < names.size()) {
                names.removeAll(addresses.keySet());
                throw new Problem(Problem.Kind.CONFLICT,
                        "The web processes here use " + String.join(", ", names) + ", which Heroku does not have; they"
                                + " would write to the copy, and that would be lost.",
                        "Rehearse instead: stackblaze migrate next " + migration.app());
            }
            return addresses;
        } catch (HerokuException e) {
            throw new Problem(Problem.Kind.CONFLICT, "Heroku could not be looked at: " + e.message(), e.remedy());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(Problem.Kind.CONFLICT, "The server ends.", "Try again when it is back.");
        }
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public List<Step> steps(JsonNode input) {
        var begin = new Step("begin", this::begin);
        var lead = new Step("lead visitors", this::lead);
        var web = new Step("web here", this::web);
        var steps = new ArrayList<Step>();
        steps.add(begin);
        if (input.path(PERCENT).asInt() == 0) {
            steps.add(lead);
            steps.add(web);
            steps.addAll(variables.steps(input));
        } else {
            steps.addAll(variables.steps(input));
            steps.add(web);
            steps.add(lead);
        }
        steps.add(new Step("finish", this::finish));
        return steps;
    }

    /** Heroku serves all of them again. */
    @Override
    public Optional<Step> undo(JsonNode input) {
        var putBack = variables.undo(input).orElseThrow();
        return Optional.of(new Step(putBack.name(), context -> {
            var migration = stage.of(context);
            lead(migration, 0);
            scale(context, migration, 0);
            putBack.body().run(context);
            stage.migrations().note(migration.id(), context.by(), "could not share visitors; Heroku serves all of them."
                    + " To put everything back: stackblaze migrate share 0 " + migration.app());
            arrive(context, migration);
        }));
    }

    /** From here on until all is put back, nothing else may go on: processes here may lead to Heroku's datastores. */
    private void begin(StepContext context) {
        int percent = context.input().path(PERCENT).asInt();
        if (percent > 0) {
            stage.migrations().keep(stage.of(context).id(), Fact.SHARE, percent);
        }
    }

    private void lead(StepContext context) {
        var percent = context.input().path(PERCENT).asInt();
        lead(stage.of(context), percent);
        context.detail(percent + " % of the visitors are served here");
    }

    private void lead(Migration migration, int percent) {
        engine.divert(migration.target(), migration.web().orElseThrow().name(),
                new Diversion.Outside(HerokuApp.origin(migration), HerokuApp.host(migration), percent));
    }

    private void web(StepContext context) throws StepFailure, InterruptedException {
        var migration = stage.of(context);
        int percent = context.input().path(PERCENT).asInt();
        int whole = Math.max(1, migration.web().orElseThrow().quantity());
        scale(context, migration, (whole * percent + 99) / 100);
    }

    private void scale(StepContext context, Migration migration, int instances)
            throws StepFailure, InterruptedException {
        var numbers = new HashMap<String, Integer>();
        numbers.put(migration.web().orElseThrow().name(), instances);
        scale.to(context, numbers);
    }

    private void finish(StepContext context) {
        var migration = stage.of(context);
        int percent = context.input().path(PERCENT).asInt();
        if (percent == 0) {
            stage.migrations().forget(migration.id(), Fact.SHARE);
        }
        stage.migrations().note(migration.id(), context.by(), percent == 0
                ? "ended sharing: Heroku serves every visitor"
                : "has " + percent + " % of the visitors served here, on the datastores at Heroku");
        arrive(context, migration);
    }

    private void arrive(StepContext context, Migration migration) {
        stage.migrations().arrive(migration.id(), State.valueOf(context.input().path("was").asString("WAITING")),
                migration.step());
    }
}
