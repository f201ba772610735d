package io.stackblaze.server.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.Token;
import io.stackblaze.server.http.Problem;
import io.stackblaze.server.migration.MigrationView.Gate;
import io.stackblaze.server.migration.MigrationView.State;
import io.stackblaze.server.migration.MigrationView.StepState;
import io.stackblaze.server.migration.MigrationView.Word;
import io.stackblaze.server.operation.Operation;
import io.stackblaze.server.operation.Operations;
import io.stackblaze.server.release.PartsLoader;
import io.stackblaze.server.secret.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that can be asked of migrations: checks it, refuses with a {@link Problem} that names each red gate, and
 * begins an operation. For the API and the dashboard alike. Any thread may use it.
 */
public final class MigrationChanges {
    private final Migrations migrations;
    private final MigrationViews views;
    private final Gates gates;
    private final Operations operations;
    private final Folding folding;
    private final JsonMapper json;
    private final Random random;

    /**
     * A new migration.
     *
     * @param herokuApi where Heroku's APIs are, if not at Heroku
     * @param herokuWeb where the app answers, if not at its own address
     * @param test the team's own test command
     * @param autoRollback whether it goes back by itself when it is worse here
     * @param probe a path that must be answered well while it is watched
     */
    public record Wanted(String app, EnvironmentId target, String token, @Nullable String herokuApi,
            @Nullable String herokuWeb, @Nullable String source, @Nullable String blueprint, @Nullable String test,
            boolean autoRollback, @Nullable String probe) {
        /** Leaves the token out. */
        @Override
        public String toString() {
            return "Wanted[" + app + " to " + target + "]";
        }
    }

    MigrationChanges(Migrations migrations, MigrationViews views, Gates gates, Operations operations, Folding folding,
            JsonMapper json, Random random) {
        this.migrations = migrations;
        this.views = views;
        this.gates = gates;
        this.operations = operations;
        this.folding = folding;
        this.json = json;
        this.random = random;
    }

    /** Begins one; nothing is done yet. */
    public MigrationView create(Wanted wanted, String by) {
        var heroku = new Migration.Heroku(wanted.herokuApi(), wanted.herokuWeb());
        try {
            HerokuApp.hosts(heroku);
            new Token(wanted.token());
        } catch (HerokuException e) {
            throw Problem.invalid("heroku_api", e.message(), e.remedy());
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("token", "is none of Heroku's", "Give what `heroku auth:token` shows.");
        }
        var made = migrations.create(new Migrations.Draft(wanted.app(), wanted.target(), heroku, wanted.token().strip(),
                wanted.source(), wanted.blueprint(), wanted.test(), by))
                .orElseThrow(() -> conflict(
                        "The app " + wanted.app() + " moves already, or another app moves to " + wanted.target() + ".",
                        "See `stackblaze migrate`; end the other one with settle or abort."));
        if (wanted.autoRollback()) {
            migrations.keep(made.id(), Fact.AUTO_ROLLBACK, true);
        }
        if (wanted.probe() != null) {
            migrations.keep(made.id(), Fact.PROBE, wanted.probe());
        }
        migrations.note(made.id(), by, "began the migration of " + made.app() + " to " + made.target());
        return views.of(migrations.get(made.id()));
    }

    /** One that must exist. */
    public MigrationView find(String idOrApp) {
        return views.of(existing(idOrApp));
    }

    /** Does the next step; empty when that needed no operation. */
    public Optional<Operation> next(String idOrApp, Going going, String by) {
        var migration = existing(idOrApp);
        refuseBusy(migration);
        var word = migration.step();
        var expected = going.expected();
        expected.filter(step -> step != word && !(step == Word.CUTOVER && skippable(migration))).ifPresent(step -> {
            throw conflict("The next step is to " + Words.verb(word) + ", not to " + Words.verb(step) + ".",
                    "See `stackblaze migrate status`.");
        });
        if (expected.filter(step -> step == Word.CUTOVER).isPresent()) {
            return Optional.of(cutover(idOrApp, going.autoRollback(), by));
        }
        if (word == Word.WATCH) {
            return watched(migration, going, by);
        }
        if (!going.paths().isEmpty()) {
            migrations.keep(migration.id(), Fact.PATHS, going.paths());
        }
        refuseRed(gates.before(word, migration));
        return switch (word) {
            case INSPECT -> Optional.of(begin(migration, word, InspectKind.WORD, input(migration), by));
            case PREPARE -> Optional.of(begin(migration, word, PrepareKind.WORD,
                    preparing(migration, migration.target().environment()), by));
            case SYNC -> Optional.of(begin(migration, word, SyncKind.WORD, input(migration), by));
            case REHEARSE -> Optional.of(begin(migration, word, RehearseKind.WORD, rehearsing(migration), by));
            case REVIEW -> review(migration);
            case CUTOVER -> Optional.of(cutover(idOrApp, going.autoRollback(), by));
            case WATCH, SETTLE -> throw conflict("Settling ends the way back.",
                    "stackblaze migrate settle " + migration.app() + " --confirm " + migration.app());
        };
    }

    /** The same as preparing, elsewhere. */
    private ObjectNode rehearsing(Migration migration) {
        var staging = RehearseKind.staging(migration);
        var input = preparing(migration, staging.environment());
        var paths = input.putArray("paths");
        migrations.get(migration.id()).fact(Fact.PATHS).ifPresent(all -> all.forEach(paths::add));
        return input.put("description", "Rehearse the move of " + migration.app());
    }

    /** Where nobody needs to approve, the review is done when somebody goes on. */
    private Optional<Operation> review(Migration migration) {
        if (Gates.wantsApproval(migration) && migration.fact(Fact.APPROVED).isEmpty()) {
            throw conflict("A person must look at it and approve: more than " + Gates.WITHOUT_APPROVAL
                    + " services move.", "stackblaze migrate approve " + migration.app());
        }
        migrations.passed(migration.id(), Word.REVIEW, StepState.DONE, List.of(
                migration.fact(Fact.APPROVED).map(who -> "Approved by " + who + ".")
                        .orElse("No approval was needed.")));
        migrations.arrive(migration.id(), State.WAITING, Word.CUTOVER);
        return Optional.empty();
    }

    private Optional<Operation> watched(Migration migration, Going going, String by) {
        var all = gates.before(Word.WATCH, migration);
        if (going.now()) {
            refuseUnconfirmed(migration, going.confirm());
        }
        refuseRed(all.stream().filter(gate -> !going.now() || !gate.name().equals(Gates.WATCHED)).toList());
        migrations.passed(migration.id(), Word.WATCH, StepState.DONE, all.stream().map(Gate::says).toList());
        migrations.note(migration.id(), by, "ended watching");
        migrations.arrive(migration.id(), State.WAITING, Word.SETTLE);
        return Optional.empty();
    }

    /**
     * Cuts over.
     *
     * @param autoRollback whether the app goes back by itself when it is worse here; empty for what was said before
     */
    public Operation cutover(String idOrApp, Optional<Boolean> autoRollback, String by) {
        var migration = existing(idOrApp);
        refuseBusy(migration);
        if (migration.isHere()) {
            throw conflict("The app runs here already.", "See `stackblaze migrate status`.");
        }
        if (migration.step() != Word.CUTOVER && !skippable(migration)) {
            throw conflict("The next step is to " + Words.verb(migration.step()) + ".",
                    "stackblaze migrate next " + migration.app());
        }
        folding.glance(migration);
        refuseRed(gates.before(Word.CUTOVER, migration));
        autoRollback.ifPresent(wanted -> migrations.keep(migration.id(), Fact.AUTO_ROLLBACK, wanted));
        for (var word : List.of(Word.REHEARSE, Word.REVIEW)) {
            if (!migration.done(word)) {
                migrations.passed(migration.id(), word, StepState.SKIPPED, List.of("It was left out."));
            }
        }
        return begin(migration, Word.CUTOVER, CutoverKind.WORD, input(migration), by);
    }

    /** Looks at Heroku now. */
    public MigrationView look(String idOrApp) {
        var migration = existing(idOrApp);
        refuseOver(migration);
        refuseUnread(migration);
        folding.look(migration);
        return views.of(migration);
    }

    /** Takes over what was changed at Heroku; empty when that needed no operation. */
    public Optional<Operation> fold(String idOrApp, String by) {
        var migration = existing(idOrApp);
        refuseBusy(migration);
        refuseUnread(migration);
        return folding.fold(migration, by, input(migration))
                .map(input -> begin(migration, migration.step(), FoldKind.WORD, input, by));
    }

    /** Goes back to Heroku. */
    public Operation rollback(String idOrApp, String by) {
        var migration = existing(idOrApp);
        boolean halfway = migration.fact(Fact.SAVED).isPresent();
        if (!migration.isHere() && !halfway) {
            throw conflict("The app runs at Heroku; there is nothing to roll back.",
                    "To end the migration: stackblaze migrate abort " + migration.app());
        }
        refuseBusy(migration);
        refuseRed(migration.isHere() ? gates.beforeRollback(migration) : List.of());
        return begin(migration, migration.step(), RollbackKind.WORD, input(migration), by);
    }

    /** Ends the way back. */
    public Operation settle(String idOrApp, String confirm, boolean now, String by) {
        var migration = existing(idOrApp);
        refuseUnconfirmed(migration, confirm);
        refuseBusy(migration);
        if (!migration.isHere()) {
            throw conflict("The app runs at Heroku; there is nothing to settle.",
                    "Cut over first: stackblaze migrate cutover " + migration.app());
        }
        refuseRed(
                gates.before(Word.SETTLE, migration).stream().filter(gate -> !now || !gate.name().startsWith("stable"))
                        .toList());
        return begin(migration, Word.SETTLE, SettleKind.WORD, input(migration), by);
    }

    /** Gives up before the cut. */
    public Operation abort(String idOrApp, String by) {
        var migration = existing(idOrApp);
        refuseOver(migration);
        if (migration.isHere()) {
            throw conflict("The app runs here; giving up now would lose what was written here.",
                    "Roll back first: stackblaze migrate rollback " + migration.app());
        }
        refuseRunning(migration);
        refuseShared(migration);
        return begin(migration, migration.step(), AbortKind.WORD, input(migration), by);
    }

    /** Says that a person looked at it and agrees. */
    public MigrationView approve(String idOrApp, Optional<String> message, String by) {
        var migration = existing(idOrApp);
        refuseOver(migration);
        migrations.keep(migration.id(), Fact.APPROVED, by);
        migrations.note(migration.id(), by, "approved" + message.map(text -> ": " + text).orElse(""));
        if (migration.step() == Word.REVIEW && views.standing(migration).idle()) {
            review(migrations.get(migration.id()));
        }
        return find(migration.id());
    }

    /** Stops it for now; datastores are kept in step. */
    public MigrationView pause(String idOrApp, String by) {
        var migration = existing(idOrApp);
        refuseBusy(migration);
        migrations.keep(migration.id(), Fact.PAUSED_FROM, migration.state().name());
        migrations.arrive(migration.id(), State.PAUSED, migration.step());
        migrations.note(migration.id(), by, "paused");
        return find(migration.id());
    }

    /** Ends a pause. */
    public MigrationView resume(String idOrApp, String by) {
        var migration = existing(idOrApp);
        if (migration.state() != State.PAUSED) {
            throw conflict("The migration of " + migration.app() + " is not paused.",
                    "See `stackblaze migrate status`.");
        }
        migrations.arrive(migration.id(),
                State.valueOf(migration.fact(Fact.PAUSED_FROM).orElse(State.WAITING.name())), migration.step());
        migrations.note(migration.id(), by, "resumed");
        return find(migration.id());
    }

    /** Has a share of visitors served here, on the datastores at Heroku; empty when that is so already. */
    public Optional<Operation> share(String idOrApp, int percentHere, String by) {
        var migration = existing(idOrApp);
        refuseRunning(migration);
        refuseOver(migration);
        if (migration.isHere()) {
            throw conflict("Every visitor is served here already.", "See `stackblaze migrate status`.");
        }
        if (migration.fact(Fact.SHARE).orElse(0) == percentHere) {
            return Optional.empty();
        }
        if (!migration.done(Word.PREPARE) || migration.web().isEmpty()) {
            throw conflict("The project is not prepared, or has no web service.",
                    "stackblaze migrate next " + migration.app());
        }
        return Optional.of(begin(migration, migration.step(), ShareKind.WORD,
                ShareKind.input(migration, folding.heroku(), percentHere, input(migration)), by));
    }

    private Operation begin(Migration migration, Word word, String kind, ObjectNode input, String by) {
        String once = "migration/" + random.id();
        if (!migrations.claim(migration, word, Operations.idOf(once))) {
            throw conflict("Somebody else has begun something with it just now.", "See `stackblaze migrate status`.");
        }
        return operations.begin(new Operations.Request(kind, migration.target().project(),
                input.path("environment").asString(), by,
                kind.substring("migrate-".length()) + " of " + migration.app(), input, Optional.of(once)));
    }

    private ObjectNode input(Migration migration) {
        return json.createObjectNode().put("migration", migration.id())
                .put("environment", migration.target().environment()).put("dns", DnsChanges.wanted(migration));
    }

    private ObjectNode preparing(Migration migration, String environment) {
        var blueprint = migration.fact(Fact.BLUEPRINT).orElseThrow();
        var input = input(migration).put("environment", environment).put("blueprint", blueprint)
                .put("source", migration.fact(Fact.SOURCE).orElseThrow())
                .put("commit", migration.fact(Fact.COMMIT).orElse("")).put("pre_deploy", false)
                .put("description", "Move " + migration.app() + " from Heroku");
        var scale = input.putObject("scale");
        PartsLoader.blueprint(blueprint).services(environment).values().stream()
                .filter(ProcessService.class::isInstance).forEach(service -> scale.put(service.name(), 0));
        return input;
    }

    private static boolean skippable(Migration migration) {
        return migration.step() == Word.REHEARSE || migration.step() == Word.REVIEW;
    }

    /** One that goes on, and is not at work. */
    Migration editable(String idOrApp) {
        var migration = existing(idOrApp);
        refuseBusy(migration);
        return migration;
    }

    Migration existing(String idOrApp) {
        return migrations.find(idOrApp).orElseThrow(() -> Problem.notFound("The migration " + idOrApp,
                "See `stackblaze migrate`, or begin one: `stackblaze migrate start APP --project NAME`."));
    }

    private void refuseBusy(Migration migration) {
        refuseOver(migration);
        refuseRunning(migration);
        refuseShared(migration);
        if (views.standing(migration).state() == State.PAUSED) {
            throw conflict("The migration of " + migration.app() + " is paused.",
                    "stackblaze migrate resume " + migration.app());
        }
    }

    private void refuseRunning(Migration migration) {
        views.standing(migration).operation().ifPresent(operation -> {
            throw conflict("It is at work: " + operation.description() + ".",
                    "Wait until it is done: stackblaze operations follow " + operation.id());
        });
    }

    private static void refuseShared(Migration migration) {
        migration.fact(Fact.SHARE).ifPresent(percent -> {
            throw conflict(percent + " % of the visitors are served here, on the datastores at Heroku.",
                    "First: stackblaze migrate share 0 " + migration.app());
        });
    }

    private static void refuseUnread(Migration migration) {
        if (migration.fact(Fact.APP_ID).isEmpty()) {
            throw conflict("The app was not read yet.", "stackblaze migrate next " + migration.app());
        }
    }

    private static void refuseOver(Migration migration) {
        if (migration.finishedAt() != null) {
            throw conflict("The migration of " + migration.app() + " is over.",
                    "Begin another: stackblaze migrate start " + migration.app() + " --project NAME");
        }
    }

    private static void refuseUnconfirmed(Migration migration, String confirm) {
        if (!migration.app().equals(confirm)) {
            throw Problem.invalid("confirm", "is not the name of the app", "Give exactly: " + migration.app());
        }
    }

    /** Names each red gate with its remedy. */
    private static void refuseRed(List<Gate> all) {
        var red = all.stream().filter(gate -> !gate.green()).toList();
        if (!red.isEmpty()) {
            var faults = new ArrayList<Problem.RequestFault>();
            red.forEach(gate -> faults
                    .add(new Problem.RequestFault(null, null, null, gate.name(), gate.says(), gate.remedy())));
            throw new Problem(Problem.Kind.CONFLICT, "Not yet: " + red.getFirst().name() + ": " + red.getFirst().says(),
                    red.getFirst().remedy(), faults);
        }
    }

    private static Problem conflict(String detail, String remedy) {
        return new Problem(Problem.Kind.CONFLICT, detail, remedy);
    }
}
