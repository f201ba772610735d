package io.stackblaze.server.dashboard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

import io.stackblaze.server.dashboard.page.OperationView;
import io.stackblaze.server.dashboard.page.State;
import io.stackblaze.server.migration.MigrationView;
import io.stackblaze.server.migration.MigrationView.Cut;
import io.stackblaze.server.migration.MigrationView.CutStep;
import io.stackblaze.server.migration.MigrationView.Event;
import io.stackblaze.server.migration.MigrationView.Gate;
import io.stackblaze.server.migration.MigrationView.Service;
import io.stackblaze.server.migration.MigrationView.Side;
import io.stackblaze.server.migration.MigrationView.Step;
import io.stackblaze.server.migration.MigrationView.StepState;
import io.stackblaze.server.migration.MigrationView.Sync;
import io.stackblaze.server.migration.MigrationView.Traffic;
import io.stackblaze.server.migration.MigrationView.Trial;
import io.stackblaze.server.migration.MigrationView.Word;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The move of a shop: before the cut, in the middle of it, after it, and when things are not well. */
final class Moves {
    static final String ID = "mig_0123456789abcdef01234567";
    private static final Instant NOW = Shop.NOW;
    private static final String BACK = "Workers and jobs stop here; requests are held while the last writes are brought"
            + " to Heroku and compared; then Heroku serves again. Nothing that was written here is lost.";
    private static final long MIB = 1 << 20;

    private Moves() {}

    /** What differs from one moment of the move to the next. */
    private record Moment(String id, String app, MigrationView.State state, Word step, List<Gate> gates, boolean here,
            List<Sync> sync, @Nullable Traffic traffic, List<Trial> trials, @Nullable Cut cut,
            List<String> differences, List<String> next, @Nullable String operation) {
        MigrationView view() {
            return new MigrationView(id, app, "shop", "production", state, step, operation, NOW.minusSeconds(5400),
                    "ana@example.com", steps(step, state), gates, services(here), sync, traffic, trials, cut,
                    here
                            ? new MigrationView.Watch(NOW.minusSeconds(900), NOW.plusSeconds(2700), false, "/health",
                                    new Side(9_120, 2, 41, 88, 140))
                            : null,
                    differences, next, here ? BACK : "", history(step));
        }
    }

    /** Everything is in step, and one gate is red. */
    static MigrationView beforeCut() {
        return new Moment(ID, "shop-legacy", MigrationView.State.WAITING, Word.CUTOVER,
                List.of(new Gate("db in step", true, "db is 412 ms behind.", ""),
                        new Gate("cache in step", true, "cache is 35 ms behind.", ""),
                        new Gate("room here", true, "38 GB are free on the disk, 4 GB are needed.", ""),
                        new Gate("approved", false, "More than 5 services move, and nobody has approved.",
                                "stackblaze migrate approve shop-legacy")),
                false, following("following"), traffic(0, 0), trials(true), null,
                List.of("STRIPE_KEY has another value at Heroku than was brought over."), cutPlan(), null).view();
    }

    /** The same with every gate green. */
    static MigrationView ready() {
        var view = beforeCut();
        return new Moment(ID, "shop-legacy", MigrationView.State.WAITING, Word.CUTOVER, view.gates().subList(0, 3),
                false, view.sync(), view.traffic(), view.rehearsal(), null, List.of(), cutPlan(), null).view();
    }

    /** A large table is being copied. */
    static MigrationView copying() {
        return new Moment(ID, "shop-legacy", MigrationView.State.RUNNING, Word.SYNC, List.of(), false,
                List.of(new Sync("db", "postgres", "copying", 512_300, 1_204_112, 388 * MIB, 0, 0, 0, null, List.of(),
                        List.of()),
                        new Sync("cache", "redis", "waiting", 0, 0, 0, 0, 0, 0, null, List.of(), List.of())),
                traffic(0, 0), List.of(), null, List.of(),
                List.of("Copy db, cache while Heroku goes on writing.",
                        "Compare every row and key, then keep the copies in step until you settle."),
                null).view();
    }

    /** Requests are held. */
    static MigrationView cutting() {
        return new Moment(ID, "shop-legacy", MigrationView.State.RUNNING, Word.CUTOVER, List.of(), false,
                following("following"), traffic(0, 37), trials(true), null, List.of(), cutPlan(), "op_cutover").view();
    }

    /** It runs here, and is watched. */
    static MigrationView afterCut() {
        return new Moment(ID, "shop-legacy", MigrationView.State.WAITING, Word.WATCH,
                List.of(new Gate("errors", true, "0.0 % of 9 120 requests since the cut, 0.0 % before.", ""),
                        new Gate("latency", true, "95 % within 41 ms, 88 ms before.", "")),
                true, following("following back"), traffic(100, 0), trials(true), cut("here"), List.of(),
                List.of("Compare errors and latency with before, for an hour.",
                        "Say so when they are worse; going back stays possible."),
                null).view();
    }

    /** The same, and its hour is not over. */
    static MigrationView early() {
        var view = afterCut();
        return new Moment(ID, "shop-legacy", MigrationView.State.WAITING, Word.WATCH,
                List.of(view.gates().getFirst(), new Gate("watched for an hour", false, "It runs here for 12 min.",
                        "Wait, or end watching now all the same: stackblaze migrate next shop-legacy --now")),
                true, view.sync(), view.traffic(), view.rehearsal(), view.cutover(), List.of(), view.next(), null)
                .view();
    }

    /** The cut failed and was undone. */
    static MigrationView failed() {
        var broken = new Sync("db", "postgres", "following", 1_204_112, 1_204_112, 812 * MIB, 48_000, 5_120,
                1_204_112, NOW.minusSeconds(3000),
                List.of("The table orders has a new column here that it has not there: discount."), lags(48_000));
        return new Moment(ID, "shop-legacy", MigrationView.State.FAILED, Word.CUTOVER,
                List.of(new Gate("db in step", false, "The table orders has a new column that the copy has not.",
                        "Wait; it is worked on by itself. See the sync in `stackblaze migrate status`.")),
                false, List.of(broken), traffic(0, 0), trials(false), null, List.of(), cutPlan(), null)
                .view();
    }

    /** Nothing of it has begun. */
    static MigrationView begun() {
        return new Moment("mig_89abcdef0123456789abcdef", "wiki", MigrationView.State.WAITING, Word.INSPECT, List.of(),
                false, List.of(), null, List.of(), null, List.of(),
                List.of("Read everything about wiki from Heroku; nothing is changed there."), null).view();
    }

    /** Every text is that. */
    static MigrationView of(String text) {
        var texts = List.of(text);
        return new MigrationView(ID, text, text, text, MigrationView.State.WAITING, Word.WATCH, null, NOW, text,
                List.of(new Step(Word.CUTOVER, StepState.DONE, NOW, NOW, texts, texts, text)),
                List.of(new Gate(text, false, text, text)), List.of(new Service(text, text, text, 1, 1)),
                List.of(new Sync(text, text, text, 1, 2, 1, 1, 1, 1, NOW, texts, List.of(1L, 2L))), traffic(5, 1),
                List.of(new Trial(text, false, text)),
                new Cut("here", NOW, 1, 1, List.of(new CutStep(text, 1)), 1, 1),
                new MigrationView.Watch(NOW, NOW, true, text, null), texts, texts, text,
                List.of(new Event(NOW, text, text)));
    }

    static OperationView cutoverRunning() {
        return new OperationView("op_cutover", "migrate-cutover", "cutover of shop-legacy", "shop", Shop.PRODUCTION,
                State.CHANGING, "running", null, NOW.minusSeconds(14), null, "ana@example.com",
                List.of(step("start web here", State.DONE), step("stop workers there", State.DONE),
                        step("hold and switch", State.CHANGING), step("start workers here", State.WAITING)),
                "", "", List.of(), 0, java.util.Map.of());
    }

    private static OperationView.Step step(String name, State state) {
        var began = state == State.WAITING ? null : NOW.minusSeconds(6);
        return new OperationView.Step(name, state, state.word(), began, state == State.DONE ? NOW : null, "", 0, 0, "",
                List.of());
    }

    private static List<Step> steps(Word at, MigrationView.State state) {
        var steps = new ArrayList<Step>();
        var began = NOW.minusSeconds(5400);
        for (var word : Word.values()) {
            boolean before = place(word) < place(at);
            var stands = before
                    ? word == Word.REVIEW ? StepState.SKIPPED : StepState.DONE
                    : word != at
                            ? StepState.WAITING
                            : switch (state) {
                                case RUNNING -> StepState.RUNNING;
                                case FAILED -> StepState.FAILED;
                                default -> StepState.WAITING;
                            };
            boolean started = stands != StepState.WAITING;
            steps.add(new Step(word, stands, started ? began.plusSeconds(600L * place(word)) : null,
                    before ? began.plusSeconds(600L * place(word) + 73) : null,
                    word == Word.CUTOVER ? cutPlan() : List.of("What " + word + " does, told before it is begun."),
                    before
                            ? List.of(proof(word), "Nothing at Heroku was changed by it.")
                            : stands == StepState.FAILED
                                    ? List.of("Requests were held for 10 s and the copy was still behind; everything"
                                            + " was undone.", "Let the copy catch up, then cut over again.")
                                    : List.of(),
                    word == Word.SETTLE ? "There is no way back after it." : "Abort: Heroku was not changed."));
        }
        return steps;
    }

    private static int place(Word word) {
        return List.of(Word.values()).indexOf(word);
    }

    private static String proof(Word word) {
        return switch (word) {
            case INSPECT -> "61 questions were asked at Heroku, nothing was written.";
            case PREPARE -> "All 14 variables are equal to Heroku's, compared by hash.";
            case SYNC -> "1 204 112 rows in 41 tables and 5 417 keys copied and compared, no difference.";
            case REHEARSE -> "All 7 trials passed in staging.";
            case CUTOVER -> "Writes stood still for 412 ms, and no request failed.";
            default -> "It was looked at.";
        };
    }

    private static List<String> cutPlan() {
        return List.of("Start web here, until it is healthy.",
                "Stop the workers and jobs at Heroku, and see them stopped.", "Hold requests; none is refused.",
                "Stop writes to db, bring the rest over, and compare it; any difference takes everything back.",
                "Switch Heroku to maintenance, and serve here; then start workers and jobs here.");
    }

    private static List<Service> services(boolean here) {
        return List.of(new Service("web", "web", "web ×2, standard-2x", here ? 0 : 2, here ? 2 : 0),
                new Service("worker", "worker", "worker ×1, standard-1x", here ? 0 : 1, here ? 1 : 0),
                new Service("totals", "cron", "Scheduler: daily at 2:30", here ? 0 : 1, here ? 1 : 0),
                new Service("db", "postgres", "standard-0", 1, 1), new Service("cache", "redis", "premium-0", 1, 1));
    }

    private static List<Sync> following(String phase) {
        return List.of(
                new Sync("db", "postgres", phase, 1_204_112, 1_204_112, 812 * MIB, 412, 5_120, 1_204_112,
                        NOW.minusSeconds(120), List.of(), lags(412)),
                new Sync("cache", "redis", phase, 5_417, 5_417, 2 * MIB, 35, 911, 5_417, NOW.minusSeconds(95),
                        List.of(), lags(35)));
    }

    private static List<Long> lags(long last) {
        return LongStream.range(0, 180)
                .map(i -> i == 179 ? last : last / 2 + (i * 7919 % 97) * last / 97 + (i > 90 && i < 100 ? last * 3 : 0))
                .boxed().toList();
    }

    private static Traffic traffic(int percentHere, int held) {
        return new Traffic(percentHere, held, held * 11L, new Side(48_210, 3, 21.4, 88, 141),
                percentHere > 0 ? new Side(9_120, 0, 12.1, 41, 77) : new Side(0, 0, 0, 0, 0));
    }

    private static List<Trial> trials(boolean passed) {
        return List.of(new Trial("web is healthy", true, "after 2.1 s"),
                new Trial("totals runs once", true, "exited with code 0 after 0.9 s"),
                new Trial("worker is seen running", true, "for 10 s"),
                new Trial("GET /", passed, passed ? "200 there and here, bodies alike" : "200 there, 500 here"));
    }

    private static Cut cut(String direction) {
        return new Cut(direction, NOW.minusSeconds(1260), 412, 861,
                List.of(new CutStep("hold requests", 3), new CutStep("stop writes", 88), new CutStep("drain", 140),
                        new CutStep("compare what changed", 121), new CutStep("switch", 60),
                        new CutStep("release", 9)),
                1_209_529, 0);
    }

    private static List<Event> history(Word at) {
        var words = Arrays.stream(Word.values()).filter(word -> place(word) < place(at)).toList();
        var events = new ArrayList<Event>();
        events.add(new Event(NOW.minusSeconds(5400), "ana@example.com",
                "began the migration of shop-legacy to shop/production"));
        words.forEach(word -> events.add(new Event(NOW.minusSeconds(5300 - 600L * place(word)), "ana@example.com",
                "began " + word.name().toLowerCase(java.util.Locale.ROOT))));
        return events;
    }

    /** The report of an inspection, as it is kept. */
    static JsonNode inspection(String text) {
        return JsonMapper.shared().readTree(
                """
                        {"app": {"name": "shop-legacy", "region": "eu", "stack": "heroku-24", "generation": "cedar"},
                         "at": "2026-11-23T11:10:00Z",
                         "mapping": [
                          {"kind": "process", "there": "web ×2, standard-2x", "here": "web, 2 instances", "decided": true,
                           "note": "Keeps its Procfile line."},
                          {"kind": "process", "there": "worker ×1", "here": "worker", "decided": true, "note": ""},
                          {"kind": "job", "there": "node totals.js", "here": "totals, daily at 2:30", "decided": true,
                           "note": "Scheduler's jobs may be missed; a cron here is not."},
                          {"kind": "addon", "there": "papertrail", "here": "", "decided": false,
                           "note": "Logs are kept here; or keep sending them with a drain of your own."}],
                         "risks": [{"rank": 1, "title": "Four tables have no key", "evidence": "audit_log, sessions, tmp_a, tmp_b",
                           "remedy": "They are followed by whole rows; give audit_log a key before, it is large. @"}],
                         "costs": [{"what": "web ×2 (standard-2x)", "cents_there": 10000, "cents_here": 1550},
                          {"what": "papertrail", "cents_there": 700, "cents_here": null}],
                         "cents_there": 10700, "cents_here": 2250,
                         "code": [{"rule": "dyno", "file": "lib/lead.js", "line": 12, "excerpt": "process.env.DYNO === 'web.1'",
                           "reason": "It asks which dyno it is.", "remedy": "DYNO is set here too, and counts the same way."}],
                         "not_seen": [{"what": "Review apps", "why": "The token may not read pipelines.",
                           "remedy": "Use a token with scope read."}],
                         "blueprint": "name: shop\\nservices:\\n  web:\\n    type: web\\n"}
                        """
                        .replace("@", text));
    }
}
