package io.stackblaze.server.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.server.deployment.Demolition;
import io.stackblaze.server.migration.MigrationView.State;
import io.stackblaze.server.migration.MigrationView.StepState;
import io.stackblaze.server.migration.MigrationView.Trial;
import io.stackblaze.server.migration.MigrationView.Word;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.PartsLoader;
import io.stackblaze.server.release.SpecMaker;
import io.stackblaze.server.variable.Variables;
import tools.jackson.databind.JsonNode;

/**
 * {@code migrate-rehearse}: the same release in the environment {@code staging}, over a copy of the synced data;
 * everything
 * is tried there once, and staging is taken down again.
 */
final class RehearseKind implements Kind {
    static final String WORD = "migrate-rehearse";
    /** Where it is rehearsed. */
    static final String STAGING = "staging";

    private final Stage stage;
    private final Migrations migrations;
    private final Parts parts;

    /** What it works with. */
    record Parts(Projects projects, Variables variables, PartsLoader loader, Kind deployment, StagingData data,
            Trials trials, Demolition demolition) {}

    RehearseKind(Stage stage, Migrations migrations, Parts parts) {
        this.stage = stage;
        this.migrations = migrations;
        this.parts = parts;
    }

    /** Where the app of a migration is rehearsed. */
    static EnvironmentId staging(Migration migration) {
        return new EnvironmentId(migration.target().project(), STAGING);
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public List<Step> steps(JsonNode input) {
        var steps = new ArrayList<Step>();
        steps.add(stage.begin(Word.REHEARSE));
        steps.add(new Step("variables", this::variables));
        steps.addAll(parts.deployment().steps(input));
        steps.add(new Step("copy the data", this::copy));
        steps.add(new Step("try the release phase",
                context -> tried(context, parts.trials().releasePhase(context, live(context)))));
        steps.add(new Step("try web and workers",
                context -> tried(context, parts.trials().running(context, live(context)))));
        steps.add(new Step("try the jobs", context -> tried(context, parts.trials().jobs(context, live(context)))));
        steps.add(new Step("try pages and tests", this::pages));
        steps.add(new Step("take staging down", this::takeDown));
        steps.add(new Step("finish", this::finish));
        return steps;
    }

    @Override
    public Optional<Step> undo(JsonNode input) {
        return Optional.of(new Step("take staging down", context -> {
            takeDown(context);
            stage.failed(context, Word.REHEARSE);
        }));
    }

    private void variables(StepContext context) {
        var migration = stage.of(context);
        migrations.keep(migration.id(), Fact.TRIALS, List.of());
        var production = parts.projects().ensure(migration.target());
        var staging = parts.projects().ensure(context.environment());
        var all = parts.variables().list(production.key());
        parts.variables().replace(staging.key(), all, context.by());
        context.detail(Words.count(all.size(), "variable") + ", as in " + migration.target().environment());
    }

    private void copy(StepContext context) throws StepFailure, InterruptedException {
        var migration = stage.of(context);
        var found = new ArrayList<String>();
        for (var store : migration.stores()) {
            context.detail("copying " + store.service());
            found.add(store.service() + ": " + parts.data().copy(migration.target(), context.environment(), store));
        }
        context.detail(String.join("; ", found));
    }

    private void pages(StepContext context) {
        var migration = stage.of(context);
        var trials = new ArrayList<>(parts.trials().tests(context, live(context), migration));
        var paths = new ArrayList<>(context.input().path("paths").valueStream().map(JsonNode::asString).toList());
        trials.addAll(parts.trials().pages(live(context), migration, paths.isEmpty() ? List.of("/") : paths));
        tried(context, trials);
    }

    /** Added to those that were tried before; one that is tried again replaces itself. */
    private void tried(StepContext context, List<Trial> trials) {
        var migration = stage.of(context);
        var all = new ArrayList<>(migration.fact(Fact.TRIALS).orElse(List.of()));
        all.removeIf(old -> trials.stream().anyMatch(trial -> trial.name().equals(old.name())));
        all.addAll(trials);
        migrations.keep(migration.id(), Fact.TRIALS, all);
        context.detail(trials.isEmpty() ? "nothing to try" : Trials.proof(trials).getFirst());
    }

    private SpecMaker.Parts live(StepContext context) {
        return parts.loader().live(parts.projects().ensure(context.environment())).orElseThrow();
    }

    private void takeDown(StepContext context) throws StepFailure, InterruptedException {
        var environment = parts.projects().ensure(context.environment());
        parts.demolition().stop(environment);
        parts.demolition().deleteData(environment);
    }

    private void finish(StepContext context) {
        var migration = stage.of(context);
        var trials = migration.fact(Fact.TRIALS).orElse(List.of());
        if (trials.stream().allMatch(Trial::passed)) {
            stage.done(context, Word.REHEARSE, Trials.proof(trials), State.WAITING, Word.REVIEW);
            return;
        }
        migrations.passed(migration.id(), Word.REHEARSE, StepState.FAILED, Trials.proof(trials));
        migrations.note(migration.id(), context.by(), "rehearsed: " + Trials.proof(trials).getFirst());
        migrations.arrive(migration.id(), State.WAITING, Word.REHEARSE);
    }
}
