package io.stackblaze.server.dashboard.page;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.stackblaze.server.migration.MigrationView;
import io.stackblaze.server.migration.MigrationView.StepState;
import io.stackblaze.server.migration.MigrationView.Word;
import org.jspecify.annotations.Nullable;

/**
 * One migration, and what can be done with it now.
 *
 * @param operation the operation that is in work, or null
 * @param inspected whether there is a report of what Heroku has
 */
public record MigrationPage(Frame frame, MigrationView view, @Nullable OperationView operation, boolean inspected) {
    /** The parts that are sent anew when they change, each by a template of its name. */
    public static final List<String> PARTS = List.of("Now", "Sides", "Gates", "Data", "Traffic", "Cut", "Trials",
            "Steps", "History");

    /** Where it is. */
    public String path() {
        return "/migrations/" + view.id();
    }

    /** Something of it. */
    public String path(String page) {
        return path() + "/" + page;
    }

    /** How it stands. */
    public State state() {
        return switch (view.state()) {
            case RUNNING -> State.CHANGING;
            case WAITING -> State.WAITING;
            case FAILED -> State.FAILING;
            case SETTLED -> State.DONE;
            case PAUSED, ROLLED_BACK, ABORTED -> State.STOPPED;
        };
    }

    /** The same in a word. */
    public String word() {
        return word(view.state());
    }

    /** A constant's name as people write it. */
    public static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** What the step is called at the head of a sentence. */
    public static String title(Word step) {
        return switch (step) {
            case INSPECT -> "Inspect";
            case PREPARE -> "Prepare";
            case SYNC -> "Sync";
            case REHEARSE -> "Rehearse";
            case REVIEW -> "Review";
            case CUTOVER -> "Cut over";
            case WATCH -> "Watch";
            case SETTLE -> "Settle";
        };
    }

    /** How a step stands. */
    public static State state(StepState state) {
        return switch (state) {
            case WAITING -> State.WAITING;
            case RUNNING -> State.CHANGING;
            case DONE -> State.DONE;
            case FAILED -> State.FAILING;
            case UNDONE, SKIPPED -> State.STOPPED;
        };
    }

    /** How long a step took, or has taken; null when it has not begun. */
    public @Nullable Duration took(MigrationView.Step step) {
        var finished = step.finishedAt();
        return step.startedAt() == null
                ? null
                : Duration.between(step.startedAt(), finished == null ? frame.now() : finished);
    }

    /** Whether nothing more comes. */
    public boolean over() {
        return view.state() == MigrationView.State.SETTLED || view.state() == MigrationView.State.ABORTED;
    }

    /** Whether the app runs here, data and all. */
    public boolean here() {
        return view.steps().stream()
                .anyMatch(step -> step.name() == Word.CUTOVER && step.state() == StepState.DONE);
    }

    /** Who serves visitors, in a sentence. */
    public String headline() {
        var traffic = view.traffic();
        int percent = traffic == null ? here() ? 100 : 0 : traffic.percentHere();
        if (cutting()) {
            return here() ? "Going back to Heroku." : "Cutting over.";
        }
        return percent == 0
                ? "Heroku serves every visitor."
                : percent == 100
                        ? "Every visitor is served here."
                        : percent + " % of the visitors are served here, the others by Heroku.";
    }

    /** Whether requests may be held right now. */
    public boolean cutting() {
        return operation != null && !operation.over()
                && (operation.kind().endsWith("cutover") || operation.kind().endsWith("rollback"));
    }

    /** Where the live data is, and how far the other side is behind; empty when nothing is copied. */
    public String dataline() {
        var behind = view.sync().stream().filter(store -> store.phase().startsWith("following"))
                .mapToLong(MigrationView.Sync::lagMillis).max();
        if (behind.isEmpty()) {
            return view.sync().stream().anyMatch(store -> store.phase().equals("copying"))
                    ? "Its data is being copied; the live data is at Heroku."
                    : "";
        }
        var lag = Wording.duration(Duration.ofMillis(behind.getAsLong()));
        return here()
                ? "The live data is here; Heroku's copy follows, " + lag + " behind."
                : "The live data is at Heroku; the copy here follows, " + lag + " behind.";
    }

    /** {@code 0.1 % (3)}: how many answers were errors. */
    public static String errors(MigrationView.Side side) {
        if (side.requests() == 0 || side.errors() == 0) {
            return side.requests() == 0 ? "–" : "0";
        }
        double percent = 100.0 * side.errors() / side.requests();
        return (percent < 0.1 ? "below " + Wording.percent(0.1) : Wording.percent(percent)) + " ("
                + Wording.grouped(side.errors()) + ")";
    }

    /** A latency of a side; a dash where nothing was asked. */
    public static String latency(MigrationView.Side side, double millis) {
        return side.requests() == 0 ? "–" : Wording.millis(millis);
    }

    /** What the step that failed says about it: first what happened, then what to do; empty when none did. */
    public List<String> failure() {
        return view.state() != MigrationView.State.FAILED
                ? List.of()
                : view.steps().stream().filter(step -> step.name() == view.step())
                        .flatMap(step -> step.proof().stream()).toList();
    }

    /** Gates that are not green. */
    public List<MigrationView.Gate> redGates() {
        return view.gates().stream().filter(gate -> !gate.green()).toList();
    }

    /** What comes next, or goes on, as a heading. */
    public String nextTitle() {
        return view.step() == Word.WATCH && !busy()
                ? "Now: it is watched for an hour"
                : (busy() ? "In work: " : "Next: ") + title(view.step()).toLowerCase(Locale.ROOT);
    }

    /** What the button says that goes on. */
    public String nextWord() {
        return view.step() == Word.WATCH ? "End watching" : title(view.step());
    }

    /** How it is watched, in a sentence or two; empty while it runs at Heroku. */
    public String watched() {
        var watch = view.watch();
        if (watch == null) {
            return "";
        }
        return (watch.probe() == null ? "" : "GET " + watch.probe() + " must be answered well. ")
                + (watch.autoRollback()
                        ? "When it is worse for half a minute, it rolls back by itself."
                        : "When it is worse for half a minute, rolling back is proposed here; it is not done by itself.");
    }

    /** Whether a gate is of time alone, which somebody may overrule who types the app's name. */
    public static boolean isTime(MigrationView.Gate gate) {
        return gate.name().endsWith(" hour") || gate.name().endsWith(" hours");
    }

    /** Whether nothing but time keeps the next step from beginning. */
    public boolean isEarly() {
        return !over() && !busy() && view.state() != MigrationView.State.PAUSED && !redGates().isEmpty()
                && redGates().stream().allMatch(MigrationPage::isTime);
    }

    /** Whether what changed at Heroku can be taken over now. */
    public boolean canFold() {
        return !over() && !busy() && view.state() != MigrationView.State.PAUSED && !isShared()
                && !view.differences().isEmpty();
    }

    /** Whether a person can begin the next step. */
    public boolean canGoOn() {
        return !over() && !busy() && view.state() != MigrationView.State.PAUSED && redGates().isEmpty()
                && !isShared() && !view.next().isEmpty() && view.step() != Word.REVIEW;
    }

    /** Whether some visitors are served here, which ends before anything else goes on. */
    public boolean isShared() {
        return !here() && view.traffic() != null && view.traffic().percentHere() > 0;
    }

    /** Whether one may cut over although a step before it was not done. */
    public boolean canLeaveOut() {
        return canGoOn() && view.step() == Word.REHEARSE;
    }

    /** Whether a step is in work. */
    public boolean busy() {
        return view.state() == MigrationView.State.RUNNING || (operation != null && !operation.over());
    }

    /** Whether there is something to roll back; before the cut a migration can be given up instead. */
    public boolean canRollBack() {
        return !over() && !view.rollback().isEmpty();
    }

    /** What the way back is now, in a sentence. */
    public String wayBack() {
        if (!view.rollback().isEmpty()) {
            return view.rollback();
        }
        if (cutting()) {
            return "If anything fails, differs or takes too long, all of it is undone by itself, and Heroku goes on.";
        }
        return switch (view.state()) {
            case SETTLED -> "There is none any more: the migration is settled.";
            case ABORTED -> "None is needed: Heroku is as it was.";
            default -> here() ? "" : "Nothing has to be undone: Heroku serves, as before.";
        };
    }

    /** Whether the next step is confirmed on a page of its own. */
    public boolean grave() {
        return view.step() == Word.CUTOVER || view.step() == Word.SETTLE;
    }

    /** Whether a person is asked to approve. */
    public boolean canApprove() {
        return !over() && !here() && (view.step() == Word.REVIEW
                || view.gates().stream().anyMatch(gate -> gate.name().equals("approved") && !gate.green()));
    }

    /** Whether some visitors may be served here before the cut. */
    public boolean canShare() {
        return !over() && !here() && !busy() && view.traffic() != null && view.steps().stream()
                .anyMatch(step -> step.name() == Word.PREPARE && step.state() == StepState.DONE);
    }

    /** How many steps are behind it. */
    public long stepsDone() {
        return view.steps().stream()
                .filter(step -> step.state() == StepState.DONE || step.state() == StepState.SKIPPED).count();
    }

    /** The history, newest first. */
    public List<MigrationView.Event> newest() {
        return view.history().reversed();
    }

    /** The parts of the cut with the place of each in the whole, in percent. */
    public List<Bar> bars() {
        var cut = view.cutover();
        var bars = new ArrayList<Bar>();
        if (cut != null) {
            double whole = Math.max(1, cut.steps().stream().mapToLong(MigrationView.CutStep::millis).sum());
            long before = 0;
            for (var step : cut.steps()) {
                double start = Math.min(99, 100 * before / whole);
                bars.add(new Bar(step.name(), step.millis(), start,
                        Math.clamp(100 * step.millis() / whole, 1, 100 - start)));
                before += step.millis();
            }
        }
        return bars;
    }

    /** A part of the cut: where it begins and how long it is, in percent of the whole. */
    public record Bar(String name, long millis, double start, double length) {}

    /** What is left for people to do. */
    public List<String> open() {
        var open = new ArrayList<String>();
        redGates().forEach(gate -> open.add(gate.name() + ": " + gate.says() + " " + gate.remedy()));
        view.sync().forEach(store -> store.faults().forEach(fault -> open.add(store.name() + ": " + fault)));
        view.rehearsal().stream().filter(trial -> !trial.passed())
                .forEach(trial -> open.add("The rehearsal of " + trial.name() + " failed: " + trial.says()));
        open.addAll(view.differences());
        if (!over()) {
            open.add("Next step: " + title(view.step()).toLowerCase(Locale.ROOT) + ".");
        }
        return open;
    }
}
