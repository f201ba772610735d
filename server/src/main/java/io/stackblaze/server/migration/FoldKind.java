package io.stackblaze.server.migration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

import io.stackblaze.server.migration.MigrationView.State;
import io.stackblaze.server.migration.MigrationView.Word;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import tools.jackson.databind.JsonNode;

/** {@code migrate-fold}: config vars that were changed at Heroku become variables here; no step is done by it. */
final class FoldKind implements Kind {
    static final String WORD = "migrate-fold";

    private final Stage stage;
    private final Kind variables;

    FoldKind(Stage stage, Kind variables) {
        this.stage = stage;
        this.variables = variables;
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public List<Step> steps(JsonNode input) {
        var steps = new ArrayList<>(variables.steps(input));
        steps.add(new Step("finish", this::finish));
        return steps;
    }

    @Override
    public Optional<Step> undo(JsonNode input) {
        var putBack = variables.undo(input).orElseThrow();
        return Optional.of(new Step(putBack.name(), context -> {
            putBack.body().run(context);
            var migration = stage.of(context);
            stage.migrations().note(migration.id(), context.by(), "could not take over what changed at Heroku");
            arrive(context, migration);
        }));
    }

    /** What is here now is what is known. */
    private void finish(StepContext context) {
        var migration = stage.of(context);
        var migrations = stage.migrations();
        var known = migrations.known(migration.id()).orElseThrow();
        var kinds = migration.fact(Fact.VARIABLES).orElseThrow();
        var config = new HashMap<>(known.config());
        var secrets = new ArrayList<>(kinds.secrets());
        var plain = new ArrayList<>(kinds.plain());
        var names = new ArrayList<String>();
        context.input().path("unset").forEach(each -> {
            var name = each.path("name").asString();
            names.add(name);
            config.remove(name);
            secrets.remove(name);
            plain.remove(name);
        });
        context.input().path("set").forEach(each -> {
            var name = each.path("name").asString();
            names.add(name);
            config.put(name, each.path("value").asString());
            var kind = each.path("secret").asBoolean(true) ? secrets : plain;
            if (!kind.contains(name)) {
                kind.add(name);
            }
        });
        migrations.know(migration.id(), known.withConfig(config));
        migrations.keep(migration.id(), Fact.VARIABLES, new Fact.Variables(secrets, plain));
        migrations.note(migration.id(), context.by(), "took over from Heroku: "
                + String.join(", ", names.stream().sorted().toList()));
        arrive(context, migration);
    }

    private void arrive(StepContext context, Migration migration) {
        var state = State.valueOf(context.input().path("was").asString(State.WAITING.name()));
        stage.migrations().arrive(migration.id(), state, migration.step());
    }

    /** Where a migration goes on when the app must be read and prepared once more. */
    static void again(Migrations migrations, Migration migration) {
        for (var word : List.of(Word.INSPECT, Word.PREPARE, Word.REHEARSE, Word.REVIEW)) {
            if (migration.done(word)) {
                migrations.passed(migration.id(), word, MigrationView.StepState.UNDONE,
                        List.of("Heroku was changed after it; it is done once more."));
            }
        }
        migrations.forget(migration.id(), Fact.TRIALS);
        migrations.forget(migration.id(), Fact.APPROVED);
        migrations.arrive(migration.id(), State.WAITING, Word.INSPECT);
    }
}
