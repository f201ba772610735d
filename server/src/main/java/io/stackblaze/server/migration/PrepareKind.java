package io.stackblaze.server.migration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.engine.Diversion;
import io.stackblaze.engine.Engine;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.server.migration.MigrationView.State;
import io.stackblaze.server.migration.MigrationView.Word;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.variable.Variable;
import io.stackblaze.server.variable.VariableChange;
import io.stackblaze.server.variable.Variables;
import tools.jackson.databind.JsonNode;

/**
 * {@code migrate-prepare}: variables, a first release with all processes at zero and no command before it (the target
 * databases must stay empty for the copy), and an edge that leads to Heroku.
 */
final class PrepareKind implements Kind {
    static final String WORD = "migrate-prepare";

    private final Stage stage;
    private final HerokuApp heroku;
    private final Engine engine;
    private final Projects projects;
    private final Variables variables;
    private final Kind deployment;

    PrepareKind(Stage stage, HerokuApp heroku, Engine engine, Projects projects, Variables variables,
            Kind deployment) {
        this.stage = stage;
        this.heroku = heroku;
        this.engine = engine;
        this.projects = projects;
        this.variables = variables;
        this.deployment = deployment;
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public List<Step> steps(JsonNode input) {
        var steps = new ArrayList<Step>();
        steps.add(stage.begin(Word.PREPARE));
        steps.add(new Step("variables", this::variables));
        steps.addAll(deployment.steps(input));
        steps.add(new Step("lead visitors to Heroku", this::divert));
        steps.add(new Step("finish", this::finish));
        return steps;
    }

    @Override
    public Optional<Step> undo(JsonNode input) {
        var putBack = deployment.undo(input).orElseThrow();
        return Optional.of(new Step(putBack.name(), context -> {
            putBack.body().run(context);
            stage.failed(context, Word.PREPARE);
        }));
    }

    private void variables(StepContext context) throws StepFailure, InterruptedException {
        var migration = stage.of(context);
        var values = config(migration);
        var kinds = migration.fact(Fact.VARIABLES).orElseThrow();
        var wanted = new ArrayList<Variable>();
        kinds.secrets().forEach(name -> wanted.add(new Variable("", name, values.getOrDefault(name, ""), true)));
        kinds.plain().forEach(name -> wanted.add(new Variable("", name, values.getOrDefault(name, ""), false)));
        var environment = projects.ensure(migration.target());
        variables.change(environment.key(), new VariableChange(wanted, List.of()), context.by());
        var kept = new HashMap<String, String>();
        variables.list(environment.key()).forEach(each -> kept.put(each.name(), each.value()));
        if (wanted.stream().anyMatch(each -> !each.value().equals(kept.get(each.name())))) {
            throw new StepFailure("Variables were not kept as they are at Heroku.", "Try again.");
        }
        known(migration, kinds, values);
        context.keep("variables", Integer.toString(wanted.size()));
        context.detail(Words.count(kinds.secrets().size(), "secret") + ", " + kinds.plain().size()
                + " plain, equal to Heroku's");
    }

    /** Of what is kept here, the values as they were taken; what came since the app was read is still to be noticed. */
    private void known(Migration migration, Fact.Variables kinds, Map<String, String> taken) {
        var migrations = stage.migrations();
        migrations.known(migration.id()).ifPresent(known -> {
            var config = new HashMap<>(known.config());
            for (var names : List.of(kinds.secrets(), kinds.plain())) {
                names.forEach(name -> {
                    if (taken.containsKey(name)) {
                        config.put(name, taken.get(name));
                    }
                });
            }
            migrations.know(migration.id(), known.withConfig(config));
        });
    }

    private Map<String, String> config(Migration migration) throws StepFailure, InterruptedException {
        try {
            return heroku.config(migration);
        } catch (HerokuException e) {
            throw HerokuApp.failure(e);
        }
    }

    private void divert(StepContext context) {
        var migration = stage.of(context);
        migration.web().ifPresentOrElse(web -> {
            engine.divert(migration.target(), web.name(),
                    new Diversion.Outside(HerokuApp.origin(migration), HerokuApp.host(migration), 0));
            context.detail(web.name() + " leads to " + HerokuApp.host(migration));
        }, () -> context.detail("there is no web service"));
    }

    private void finish(StepContext context) {
        var migration = stage.of(context);
        var proof = new ArrayList<String>();
        proof.add(context.fact("variables").orElse("0") + " variables are byte for byte those of Heroku.");
        proof.add("Release " + context.fact("release").orElse("?")
                + " is built and runs nothing: all processes are at zero.");
        migration.web().ifPresent(web -> proof.add("Visitors of " + web.name() + " here are led to "
                + HerokuApp.host(migration) + "."));
        stage.done(context, Word.PREPARE, proof, State.WAITING, Word.SYNC);
    }
}
