package io.stackblaze.server.migration;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

import io.stackblaze.engine.Diversion;
import io.stackblaze.server.deployment.LiveScale;
import io.stackblaze.server.migration.MigrationView.State;
import io.stackblaze.server.migration.MigrationView.StepState;
import io.stackblaze.server.migration.MigrationView.Word;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import tools.jackson.databind.JsonNode;

/** {@code migrate-rollback}: the app runs at Heroku again, with everything that was written here. */
final class RollbackKind implements Kind {
    static final String WORD = "migrate-rollback";

    private final Stage stage;
    private final HerokuProcesses there;
    private final LiveScale scale;
    private final CutWork work;
    private final Followers followers;
    private final Sides sides;
    private final CronsHere crons;
    private final JobTimes times;
    private final DnsChanges dns;
    private final Clock clock;

    RollbackKind(Stage stage, HerokuProcesses there, LiveScale scale, CutWork work, Followers followers, Sides sides,
            CronsHere crons, JobTimes times, DnsChanges dns, Clock clock) {
        this.stage = stage;
        this.there = there;
        this.scale = scale;
        this.work = work;
        this.followers = followers;
        this.dns = dns;
        this.sides = sides;
        this.crons = crons;
        this.times = times;
        this.clock = clock;
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public List<Step> steps(JsonNode input) {
        var steps = new ArrayList<Step>();
        steps.addAll(List.of(new Step("begin", context -> stage.migrations().note(stage.of(context).id(), context.by(),
                "began to roll back")),
                new Step("cut back", this::cut)));
        if (DnsChanges.wanted(input)) {
            steps.add(new Step("put DNS back", dns::back));
        }
        steps.add(new Step("start workers and jobs at Heroku", context -> there.restore(context, stage.of(context))));
        steps.add(new Step("stop web here", this::web));
        if (DnsChanges.wanted(input)) {
            steps.add(new Step("see DNS put back", dns::awaitBack));
        }
        steps.add(new Step("finish", this::finish));
        return steps;
    }

    @Override
    public Optional<Step> undo(JsonNode input) {
        return Optional.of(new Step("go on here", this::goOn));
    }

    private void cut(StepContext context) throws StepFailure, InterruptedException {
        var migration = stage.of(context);
        var migrations = stage.migrations();
        followers.stop(migration);
        var cut = work.run(context, migration, false, new Turning(context, migration));
        if (!cut.steps().isEmpty()) {
            migrations.keep(migration.id(), Fact.CUT, cut);
        }
        followers.follow(migrations.get(migration.id()));
        context.detail("writes stood still for " + cut.pauseMillis() + " ms, requests were held for "
                + cut.heldMillis() + " ms at most");
    }

    /** What happens here and at Heroku, and is written down. */
    private final class Turning implements CutWork.Turn {
        private final StepContext context;
        private final Migration migration;

        Turning(StepContext context, Migration migration) {
            this.context = context;
            this.migration = migration;
        }

        @Override
        public void quiet() throws StepFailure, InterruptedException {
            var zero = new HashMap<String, Integer>();
            migration.pairs("worker").forEach(pair -> zero.put(pair.name(), 0));
            migration.pairs("cron").forEach(pair -> zero.put(pair.name(), 0));
            if (migration.fact(Fact.SAVED).isPresent()) {
                there.awaitLull(context, migration.fact(Fact.SAVED).get());
            }
            times.stopping(migration, crons.firing(migration, true));
            if (!zero.isEmpty()) {
                scale.to(context, zero);
            }
            crons.awaitRuns(context, migration);
            context.detail(zero.isEmpty() ? "there are none" : zero.keySet() + " stopped");
        }

        @Override
        public void held() {
            // Nobody comes to the databases here but through the edge.
        }

        @Override
        public void turned() throws StepFailure, InterruptedException {
            there.maintenance(migration, migration.fact(Fact.SAVED).map(Fact.Saved::maintenance).orElse(false));
            stage.migrations().forget(migration.id(), Fact.HERE_SINCE);
        }

        @Override
        public void takenBack() throws StepFailure, InterruptedException {
            migration.fact(Fact.HERE_SINCE)
                    .ifPresent(since -> stage.migrations().keep(migration.id(), Fact.HERE_SINCE, since));
            work.divert(migration, new Diversion.None());
            there.maintenance(migration, true);
        }

        @Override
        public Diversion next() {
            return CutWork.outside(migration);
        }
    }

    private void web(StepContext context) throws StepFailure, InterruptedException {
        var zero = new HashMap<String, Integer>();
        stage.of(context).pairs("web").forEach(pair -> zero.put(pair.name(), 0));
        scale.to(context, zero);
    }

    private void finish(StepContext context) {
        var migration = stage.of(context);
        var migrations = stage.migrations();
        var proof = migration.fact(Fact.CUT).map(cut -> List.of("Rolled back: writes stood still for "
                + cut.pauseMillis() + " ms, requests were held for " + cut.heldMillis() + " ms at most.",
                cut.compared() + " rows and keys were compared, 0 differ.")).orElse(List.of());
        proof.forEach(context::log);
        migrations.passed(migration.id(), Word.CUTOVER, StepState.UNDONE, proof);
        migrations.passed(migration.id(), Word.WATCH, StepState.UNDONE, List.of());
        migrations.note(migration.id(), context.by(), "rolled back: the app runs at Heroku");
        migrations.arrive(migration.id(), State.ROLLED_BACK, Word.CUTOVER);
    }

    /** Where the data is, the app goes on, with its workers and jobs. */
    private void goOn(StepContext context) throws StepFailure, InterruptedException {
        var migration = stage.of(context);
        var migrations = stage.migrations();
        followers.stop(migration);
        if (sides.isThere(migration)) {
            migrations.arrive(migration.id(), State.FAILED, Word.CUTOVER);
            work.divert(migration, CutWork.outside(migration));
            followers.follow(migration);
            there.restore(context, migration);
            migrations.note(migration.id(), context.by(),
                    "rolled back: the app runs at Heroku; something after that failed");
            return;
        }
        sides.bring(context, migration, Moving.Side.HERE);
        migrations.keep(migration.id(), Fact.HERE_SINCE, migration.fact(Fact.HERE_SINCE).orElse(clock.instant()));
        work.divert(migration, new Diversion.None());
        followers.follow(migration);
        if (migration.fact(Fact.SAVED).isPresent()) {
            times.starting(migration, crons.firing(migration, false));
            scale.to(context, HerokuProcesses.here(migration, migration.fact(Fact.SAVED).get()));
            crons.makeUp(context, migration);
        }
        there.maintenance(migration, true);
        migrations.note(migration.id(), context.by(), "could not roll back");
        migrations.arrive(migration.id(), State.FAILED, migration.step());
    }
}
