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
 * {@code migrate-cutover}: web processes here first, Heroku's workers and jobs seen stopped, then the cut itself. Until
 * the data is here everything is taken back when something fails; from then on there is {@code migrate-rollback}.
 */
final class CutoverKind implements Kind {
    static final String WORD = "migrate-cutover";

    private final Stage stage;
    private final HerokuProcesses there;
    private final LiveScale scale;
    private final CutWork work;
    private final Followers followers;
    private final Moves moves;
    private final Traffic traffic;
    private final DnsChanges dns;
    private final Clock clock;

    CutoverKind(Stage stage, HerokuProcesses there, LiveScale scale, CutWork work, Followers followers, Moves moves,
            Traffic traffic, DnsChanges dns, Clock clock) {
        this.stage = stage;
        this.there = there;
        this.scale = scale;
        this.work = work;
        this.followers = followers;
        this.moves = moves;
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
                new Step("stop workers and jobs at Heroku", context -> there.stop(context, stage.of(context))),
                new Step("cut", this::cut),
                new Step("close Heroku", context -> there.maintenance(stage.of(context), true))));
        if (DnsChanges.wanted(input)) {
            steps.add(new Step("change DNS", dns::here));
        }
        steps.add(new Step("start workers and jobs here", this::workers));
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
        context.phase("compare both sides, then hold and switch");
        boolean redis = migration.stores().stream().anyMatch(store -> store.kind().equals("redis"));
        var cut = work.run(migration, true, () -> {
            if (redis || DnsChanges.wanted(migration)) {
                there.maintenance(migration, true);
            }
        }, () -> {
            migrations.keep(id, Fact.HERE_SINCE, clock.instant());
            work.divert(migration, new Diversion.None());
        });
        if (!cut.steps().isEmpty()) {
            migrations.keep(id, Fact.CUT, cut);
        }
        followers.follow(migrations.get(id));
        context.detail("writes stood still for " + cut.pauseMillis() + " ms, requests were held for "
                + cut.heldMillis() + " ms at most");
    }

    private void workers(StepContext context) throws StepFailure, InterruptedException {
        var migration = stage.of(context);
        var numbers = HerokuProcesses.here(migration, migration.fact(Fact.SAVED).orElseThrow());
        if (!numbers.isEmpty()) {
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

    /** In reverse, each for itself; whether the cut was made is asked of the datastores. */
    private void takeBack(StepContext context) throws StepFailure, InterruptedException {
        var migration = stage.of(context);
        if (migration.isHere()) {
            followers.follow(migration);
            stage.migrations().note(migration.id(), context.by(),
                    "the cut was made, and something after it failed; rolling back is possible");
            stage.migrations().passed(migration.id(), Word.CUTOVER, StepState.FAILED, List.of());
            stage.migrations().arrive(migration.id(), State.FAILED, Word.WATCH);
            return;
        }
        followers.stop(migration);
        for (var store : migration.stores()) {
            try (var move = moves.open(migration, store)) {
                if (move.side() == Moving.Side.HERE) {
                    move.cutBack(new Moving.Around() {
                        @Override
                        public void before() {}

                        @Override
                        public void within() {}
                    });
                }
            } catch (MovingException e) {
                context.log(e.message());
            }
        }
        there.restore(context, migration);
        work.divert(migration, CutWork.outside(migration));
        followers.follow(migration);
        var zero = new HashMap<String, Integer>();
        migration.pairs("web").forEach(pair -> zero.put(pair.name(), 0));
        scale.to(context, zero);
        stage.failed(context, Word.CUTOVER);
    }
}
