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

/**
 * {@code migrate-cutover}: web processes here first, then the cut itself, in which Heroku's workers and jobs are seen
 * stopped. Until the data is here everything is taken back when something fails; from then on there is
 * {@code migrate-rollback}.
 */
final class CutoverKind implements Kind {
    static final String WORD = "migrate-cutover";

    private final Stage stage;
    private final HerokuProcesses there;
    private final LiveScale scale;
    private final CutWork work;
    private final Followers followers;
    private final Sides sides;
    private final CronsHere crons;
    private final JobTimes times;
    private final Traffic traffic;
    private final DnsChanges dns;
    private final Clock clock;

    CutoverKind(Stage stage, HerokuProcesses there, LiveScale scale, CutWork work, Followers followers, Sides sides,
            CronsHere crons, JobTimes times, Traffic traffic, DnsChanges dns, Clock clock) {
        this.stage = stage;
        this.there = there;
        this.scale = scale;
        this.work = work;
        this.followers = followers;
        this.sides = sides;
        this.crons = crons;
        this.times = times;
        this.traffic = traffic;
        this.dns = dns;
        this.clock = clock;
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public List<Step> steps(JsonNode input) {
        var steps = new ArrayList<Step>();
        steps.addAll(List.of(stage.begin(Word.CUTOVER), new Step("start web here", this::web),
                new Step("cut", this::cut),
                new Step("close Heroku", context -> there.maintenance(stage.of(context), true))));
        if (DnsChanges.wanted(input)) {
            steps.add(new Step("change DNS", dns::here));
        }
        steps.add(new Step("start workers and jobs here", this::workers));
        steps.add(new Step("make up for jobs that were due meanwhile",
                context -> crons.makeUp(context, stage.of(context))));
        if (DnsChanges.wanted(input)) {
            steps.add(new Step("see DNS changed", true, dns::awaitHere));
        }
        steps.add(new Step("finish", this::finish));
        return steps;
    }

    @Override
    public Optional<Step> undo(JsonNode input) {
        return Optional.of(new Step("take everything back", this::takeBack));
    }

    private void web(StepContext context) throws StepFailure, InterruptedException {
        var migration = stage.of(context);
        var saved = there.save(migration);
        var numbers = new HashMap<String, Integer>();
        migration.pairs("web").forEach(pair -> numbers.put(pair.name(), HerokuProcesses.web(saved)));
        if (!numbers.isEmpty()) {
            scale.to(context, numbers);
        }
        context.detail(numbers.isEmpty() ? "there is no web service" : numbers + " healthy");
    }

    private void cut(StepContext context) throws StepFailure, InterruptedException {
        var migration = stage.of(context);
        var migrations = stage.migrations();
        var id = migration.id();
        if (!migration.isHere()) {
            traffic.now(migration).ifPresent(seen -> {
                migrations.keep(id, Fact.BASELINE, Traffic.side(seen.outside()));
                migrations.keep(id, Fact.BEFORE_HERE, Traffic.side(seen.here()));
            });
        }
        followers.stop(migration);
        var cut = work.run(context, migration, true, new Turning(context, migration));
        if (!cut.steps().isEmpty()) {
            migrations.keep(id, Fact.CUT, cut);
        }
        followers.follow(migrations.get(id));
        context.detail("writes stood still for " + cut.pauseMillis() + " ms, requests were held for "
                + cut.heldMillis() + " ms at most");
    }

    /** What happens at Heroku, and is written down. */
    private final class Turning implements CutWork.Turn {
        private final StepContext context;
        private final Migration migration;

        Turning(StepContext context, Migration migration) {
            this.context = context;
            this.migration = migration;
        }

        @Override
        public void quiet() throws StepFailure, InterruptedException {
            there.stop(context, migration);
        }

        @Override
        public void held() throws StepFailure, InterruptedException {
            if (closesHeroku()) {
                there.maintenance(migration, true);
            }
        }

        @Override
        public void turned() {
            stage.migrations().keep(migration.id(), Fact.HERE_SINCE, clock.instant());
        }

        @Override
        public void takenBack() throws StepFailure, InterruptedException {
            stage.migrations().forget(migration.id(), Fact.HERE_SINCE);
            work.divert(migration, CutWork.outside(migration));
            if (closesHeroku()) {
                there.maintenance(migration, there.save(migration).maintenance());
            }
        }

        @Override
        public Diversion next() {
            return new Diversion.None();
        }

        /** A Redis cannot be closed to writers, and visitors by DNS are not held: Heroku's router must be closed. */
        private boolean closesHeroku() {
            return DnsChanges.wanted(migration)
                    || migration.stores().stream().anyMatch(store -> store.kind().equals("redis"));
        }
    }

    private void workers(StepContext context) throws StepFailure, InterruptedException {
        var migration = stage.of(context);
        var numbers = HerokuProcesses.here(migration, migration.fact(Fact.SAVED).orElseThrow());
        if (!numbers.isEmpty()) {
            there.awaitLull(context, migration.fact(Fact.SAVED).orElseThrow());
            times.starting(migration, crons.firing(migration, false));
            scale.to(context, numbers);
        }
        context.detail(numbers.isEmpty() ? "there are none" : numbers.toString());
    }

    private void finish(StepContext context) {
        var migration = stage.of(context);
        var cut = migration.fact(Fact.CUT);
        var proof = cut.map(seen -> List.of("Writes stood still for " + seen.pauseMillis() + " ms.",
                "Requests were held for " + seen.heldMillis() + " ms at most; none was refused by it.",
                seen.compared() + " rows and keys were compared, 0 differ.",
                "Heroku's workers and jobs were seen stopped before ours started.")).orElse(List.of());
        stage.done(context, Word.CUTOVER, proof, State.WAITING, Word.WATCH);
        stage.migrations().begun(migration.id(), Word.WATCH);
    }

    /** In reverse; whether the cut was made is asked of the datastores. */
    private void takeBack(StepContext context) throws StepFailure, InterruptedException {
        var migration = stage.of(context);
        followers.stop(migration);
        if (sides.isHere(migration)) {
            work.divert(migration, new Diversion.None());
            followers.follow(migration);
            stage.migrations().note(migration.id(), context.by(),
                    "the cut was made, and something after it failed; rolling back is possible");
            stage.migrations().passed(migration.id(), Word.CUTOVER, StepState.FAILED, List.of());
            stage.migrations().arrive(migration.id(), State.FAILED, Word.WATCH);
            return;
        }
        sides.bring(context, migration, Moving.Side.THERE);
        stage.migrations().forget(migration.id(), Fact.HERE_SINCE);
        there.restore(context, migration);
        work.divert(migration, CutWork.outside(migration));
        followers.follow(migration);
        var zero = new HashMap<String, Integer>();
        migration.pairs().forEach(pair -> zero.put(pair.name(), 0));
        scale.to(context, zero);
        stage.failed(context, Word.CUTOVER);
    }
}
