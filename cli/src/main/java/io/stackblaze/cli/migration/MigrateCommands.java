package io.stackblaze.cli.migration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

import io.stackblaze.cli.Similar;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.platform.Connection;

/** The commands on a migration that was begun. Without a name they mean the only one. */
public final class MigrateCommands {
    private static final String APP = "Name of the app on Heroku; not needed when one alone is being migrated.";

    /** From these on one may cut over. */
    private static final List<String> LAST_BEFORE = List.of("rehearse", "review", "cutover");

    private MigrateCommands() {}

    private static Syntax app(Syntax syntax) {
        return syntax.words("[APP]", "0..1", APP);
    }

    /** {@code migrate [status]}. */
    public static final class Status implements Command {
        private final List<String> verbs;

        /** Of an app; a word that is none may be one of these verbs, misspelled. */
        public Status(List<String> verbs) {
            this.verbs = List.copyOf(verbs);
        }

        @Override
        public void describe(Syntax syntax) {
            app(syntax);
        }

        @Override
        public int run(Call call) throws Failure {
            var migration = chosen(call);
            call.screen().results(call.json()
                    ? List.of(Json.write(migration.view()))
                    : StatusText.of(migration, call.screen().style(), call.context().clock().instant()));
            return 0;
        }

        private Migration chosen(Call call) throws Failure {
            try {
                return Migration.chosen(Connection.of(call), call.word());
            } catch (Failure e) {
                var similar = call.word().map(word -> Similar.to(word, verbs)).orElse(List.of());
                if (similar.isEmpty()) {
                    throw e;
                }
                throw Failure.of(e.message(), similar.stream()
                        .map(verb -> "Did you mean: stackblaze migrate " + verb).toArray(String[]::new));
            }
        }
    }

    /** {@code migrate next}. */
    public static final class Next implements Command {
        @Override
        public void describe(Syntax syntax) {
            Steps.describeUntil(app(syntax)).flag("Takes over first what was changed at Heroku.", "--fold")
                    .options("PATH", "A page that the rehearsal compares; again for more. Without it, the first one.",
                            "--path")
                    .flag("Ends watching before its hour is over.", "--now")
                    .option("APP", "Repeats the app's name for --now, for scripts.", "--confirm")
                    .note("Shows what the step will do, and asks. Ctrl-C stops watching; the step goes on.");
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            var until = Steps.until(call);
            var api = Connection.of(call);
            var migration = Migration.chosen(api, call.word());
            if (migration.over()) {
                throw Failure.of("The migration of " + migration.app() + " is " + migration.state()
                        + "; there is no next step.");
            }
            var steps = new Steps(call, api);
            if (call.flag("--fold")) {
                migration = steps.act(migration, "fold", null);
            }
            return steps.tell(steps.next(migration, until));
        }
    }

    /** {@code migrate fold}. */
    public static final class Fold implements Command {
        @Override
        public void describe(Syntax syntax) {
            Steps.describe(app(syntax)).note("Config vars that were set at Heroku become variables here. For jobs,",
                    "process types and add-ons the app is read and prepared once more.");
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            var api = Connection.of(call);
            var migration = Migration.chosen(api, call.word());
            var steps = new Steps(call, api);
            migration = steps.act(migration, "look", null);
            var differences = Json.texts(migration.view(), "differences");
            if (differences.isEmpty()) {
                call.screen().note("Nothing was changed at Heroku since it was looked at.");
                return steps.tell(migration);
            }
            steps.show("fold", differences.stream().map(each -> "Take over: " + each).toList());
            steps.demand("Take this over? [y/N] ");
            return steps.tell(steps.act(migration, "fold", null));
        }
    }

    /** {@code migrate cutover}. */
    public static final class Cutover implements Command {
        @Override
        public void describe(Syntax syntax) {
            Steps.describe(app(syntax)).flag("Rolls back by itself when errors or latency get worse after it.",
                    "--auto-rollback").note("Requests are held while writes stop, the rest is carried over and",
                            "compared; then they go to the app here. If anything fails, all is undone and Heroku goes on.");
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            var api = Connection.of(call);
            var migration = Migration.chosen(api, call.word());
            if (migration.runsHere()) {
                throw Failure.of("The app " + migration.app() + " runs here already.", migration.words("status"));
            }
            if (!LAST_BEFORE.contains(migration.step())) {
                throw Failure.of("Before the cut comes " + migration.step() + ".", migration.words("next"));
            }
            var steps = new Steps(call, api);
            if (!migration.step().equals("cutover") && !call.json()) {
                call.screen().note("It goes without " + migration.step() + ".");
            }
            Steps.allowGates(migration);
            steps.show("cutover", Json.texts(migration.step("cutover"), "plan"));
            steps.demand("Cut over? [y/N] ");
            return steps.tell(steps.act(migration, "cutover",
                    call.flag("--auto-rollback") ? Json.object().put("auto_rollback", true) : null));
        }
    }

    /** {@code migrate rollback}. */
    public static final class Rollback implements Command {
        @Override
        public void describe(Syntax syntax) {
            Steps.describe(app(syntax)).note("Possible until the migration is settled. No write is lost: those that",
                    "were made here are at Heroku before it serves again.");
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            var api = Connection.of(call);
            var migration = Migration.chosen(api, call.word());
            var sentence = Json.text(migration.view(), "rollback");
            if (sentence.isEmpty()) {
                throw Failure.of("There is nothing to roll back: " + (migration.over()
                        ? "the migration is " + migration.state() + "."
                        : "Heroku serves, as before."), migration.words("status"));
            }
            var steps = new Steps(call, api);
            steps.show("rollback", List.of(sentence));
            steps.demand("Roll back? [y/N] ");
            return steps.tell(steps.act(migration, "rollback", null));
        }
    }

    /** {@code migrate settle}. */
    public static final class Settle implements Command {
        @Override
        public void describe(Syntax syntax) {
            Steps.describe(app(syntax)).flag("Does not wait for 48 stable hours.", "--now")
                    .option("APP", "Repeats the app's name, for scripts; without it you are asked.", "--confirm")
                    .note("Ends following back: there is no way back after it. Nothing at Heroku is deleted; what may",
                            "be is listed.");
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            var api = Connection.of(call);
            var migration = Migration.chosen(api, call.word());
            var steps = new Steps(call, api);
            steps.show("settle", Json.texts(migration.step("settle"), "plan"));
            steps.demandName(migration);
            var body = Json.object().put("confirm", migration.app());
            if (call.flag("--now")) {
                body.put("now", true);
            }
            return steps.tell(steps.act(migration, "settle", body));
        }
    }

    /** {@code migrate abort}. */
    public static final class Abort implements Command {
        @Override
        public void describe(Syntax syntax) {
            Steps.describe(app(syntax)).note("Possible before the cut. Heroku is as it was; what was made here stays.");
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            var api = Connection.of(call);
            var migration = Migration.chosen(api, call.word());
            var steps = new Steps(call, api);
            steps.show("abort", List.of("Copying ends, and Heroku's databases are cleaned of what it needed.",
                    "Heroku serves all visitors, as it always did.",
                    "The project " + Json.text(migration.view(), "project") + " stays, with what was copied."));
            steps.demand("Give the migration of " + migration.app() + " up? [y/N] ");
            return steps.tell(steps.act(migration, "abort", null));
        }
    }

    /** {@code migrate share PERCENT}. */
    public static final class Share implements Command {
        @Override
        public void describe(Syntax syntax) {
            syntax.words("PERCENT [APP]", "1..2", "Share of visitors who are served here, 0 to 100; then the app.");
        }

        @Override
        public int run(Call call) throws Failure, InterruptedException {
            var word = call.words().getFirst();
            if (!word.matches("100|[0-9]{1,2}")) {
                throw Failure.of("'" + word + "' is no share.", "Like this: stackblaze migrate share 5");
            }
            var api = Connection.of(call);
            var migration = Migration.chosen(api, call.words().stream().skip(1).findFirst());
            var steps = new Steps(call, api);
            return steps.tell(steps.act(migration, "share",
                    Json.object().put("percent_here", Integer.parseInt(word))));
        }
    }

    /** {@code migrate pause} and {@code migrate resume}. */
    public static final class Hold implements Command {
        private final String verb;

        /** One of both. */
        public Hold(String verb) {
            this.verb = verb;
        }

        @Override
        public void describe(Syntax syntax) {
            app(syntax).note("While it is paused no step begins; copies are kept in step, and traffic stays as it is.");
        }

        @Override
        public int run(Call call) throws Failure, InterruptedException {
            var api = Connection.of(call);
            var steps = new Steps(call, api);
            return steps.tell(steps.act(Migration.chosen(api, call.word()), verb, null));
        }
    }

    /** {@code migrate approve}. */
    public static final class Approve implements Command {
        @Override
        public void describe(Syntax syntax) {
            app(syntax).option("TEXT", "What is to be remembered.", "-m", "--message");
        }

        @Override
        public int run(Call call) throws Failure, InterruptedException {
            var api = Connection.of(call);
            var body = Json.object();
            call.option("--message").ifPresent(text -> body.put("message", text));
            var steps = new Steps(call, api);
            return steps.tell(steps.act(Migration.chosen(api, call.word()), "approve", body));
        }
    }

    /** {@code migrate report}. */
    public static final class Report implements Command {
        @Override
        public void describe(Syntax syntax) {
            app(syntax).option("FILE", "Writes it to a file.", "--out")
                    .note("Markdown: who did what when, what was proved, and what is left to do.");
        }

        @Override
        public int run(Call call) throws Failure, IOException {
            var migration = Migration.chosen(Connection.of(call), call.word());
            var text = call.json() ? Json.write(migration.view()) + "\n" : ReportText.markdown(migration);
            var file = call.option("--out");
            if (file.isEmpty()) {
                call.screen().result(text.stripTrailing());
            } else {
                Files.writeString(call.context().directory().resolve(file.get()), text, StandardCharsets.UTF_8);
                call.screen().note("Wrote " + file.get() + ".");
            }
            return 0;
        }
    }
}
