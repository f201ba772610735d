package io.stackblaze.server.migration;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.server.migration.MigrationView.Gate;
import io.stackblaze.server.migration.MigrationView.Word;
import io.stackblaze.server.project.Projects;

/** What must be so before a step. */
final class Gates {
    static final String FORTH = "following";
    static final String BACK = "following back";
    static final Duration STABLE = Duration.ofDays(2);
    static final Duration WATCH = Duration.ofHours(1);
    static final String WATCHED = "watched for an hour";
    /** Above so many services a person must approve. */
    static final int WITHOUT_APPROVAL = 5;
    private static final Duration NEAR = Duration.ofSeconds(10);

    private final Projects projects;
    private final HereNow here;
    private final SyncBoard board;
    private final Traffic traffic;
    private final ThereNow there;
    private final Clock clock;

    Gates(Projects projects, HereNow here, SyncBoard board, Traffic traffic, ThereNow there, Clock clock) {
        this.projects = projects;
        this.here = here;
        this.board = board;
        this.traffic = traffic;
        this.there = there;
        this.clock = clock;
    }

    /** Those before a step. */
    List<Gate> before(Word step, Migration migration) {
        var gates = new ArrayList<Gate>();
        switch (step) {
            case INSPECT, REVIEW -> {
            }
            case PREPARE -> prepare(migration, gates);
            case SYNC -> gates.add(gate("prepared", migration.done(Word.PREPARE), "The project is prepared.",
                    "The project is not prepared.", "stackblaze migrate next " + migration.app()));
            case REHEARSE -> {
                following(migration, FORTH, gates);
                gates.add(stagingFree(migration));
            }
            case CUTOVER -> cutover(migration, gates);
            case WATCH -> {
                gates.addAll(traffic.gates(migration));
                gates.add(watched(migration));
                gates.addAll(DnsGates.after(migration));
            }
            case SETTLE -> {
                following(migration, BACK, gates);
                gates.addAll(traffic.gates(migration));
                gates.add(stable(migration));
            }
        }
        return gates;
    }

    /** Those before going back. */
    List<Gate> beforeRollback(Migration migration) {
        var gates = new ArrayList<Gate>();
        following(migration, BACK, gates);
        return gates;
    }

    /** Whether a person has to approve. */
    static boolean wantsApproval(Migration migration) {
        return migration.pairs().size() > WITHOUT_APPROVAL;
    }

    private void prepare(Migration migration, List<Gate> gates) {
        var obstacles = migration.fact(Fact.OBSTACLES).orElse(List.of());
        if (obstacles.isEmpty()) {
            gates.add(new Gate("app can move", true, "Nothing that was found stands in the way.", ""));
        }
        for (var obstacle : obstacles) {
            var parts = obstacle.split("\t", 2);
            gates.add(new Gate("app can move", false, parts[0], parts.length > 1 ? parts[1] : ""));
        }
        boolean runs = !prepared(migration) && projects.find(migration.target()).isPresent()
                && here.counts(migration.target()).values().stream().anyMatch(count -> count > 0);
        gates.add(gate("place is free", !runs, "Nothing runs in " + migration.target() + ".",
                "Something runs in " + migration.target() + " already.",
                "Choose another project or environment: abort, and start again."));
    }

    /** Whether what is there was made by this very migration. */
    private static boolean prepared(Migration migration) {
        return migration.fact(Fact.STEPS).map(steps -> steps.get(Word.PREPARE.name()))
                .filter(passed -> passed.state() == MigrationView.StepState.UNDONE).isPresent();
    }

    /** What changed at Heroku and would be lost by a cut. */
    private Gate asSeen(Migration migration) {
        var lost = there.differences(migration).stream().filter(Difference::matters).toList();
        return gate("as it was seen", lost.isEmpty(), "Nothing that matters was changed at Heroku since it was read.",
                lost.isEmpty()
                        ? ""
                        : Words.count(lost.size(), "change") + " at Heroku would not come along: "
                                + String.join(" ", lost.stream().map(Difference::says).toList()),
                "Take over what changed: stackblaze migrate fold " + migration.app());
    }

    private void cutover(Migration migration, List<Gate> gates) {
        gates.add(gate("prepared", migration.done(Word.PREPARE) && migration.done(Word.SYNC),
                "Project and data are there.", "The data was not synced yet.",
                "stackblaze migrate next " + migration.app()));
        following(migration, FORTH, gates);
        gates.add(here.gate());
        gates.add(asSeen(migration));
        gates.addAll(DnsGates.before(migration, clock.instant()));
        var approved = migration.fact(Fact.APPROVED);
        if (wantsApproval(migration)) {
            gates.add(gate("approved", approved.isPresent(), "Approved by " + approved.orElse("nobody") + ".",
                    "More than " + WITHOUT_APPROVAL + " services move, and nobody has approved.",
                    "stackblaze migrate approve " + migration.app()));
        }
        var failed = migration.fact(Fact.TRIALS).orElse(List.of()).stream().filter(trial -> !trial.passed()).toList();
        gates.add(gate("rehearsed", failed.isEmpty() || approved.isPresent(),
                !failed.isEmpty()
                        ? Words.count(failed.size(), "trial") + " failed; " + approved.orElse("nobody")
                                + " approved all the same."
                        : migration.fact(Fact.TRIALS).isPresent()
                                ? "All trials passed."
                                : "The rehearsal was left out.",
                Words.count(failed.size(), "trial") + " failed: "
                        + failed.stream().map(MigrationView.Trial::name).toList(),
                "Correct what failed, and rehearse again: stackblaze migrate next " + migration.app()
                        + "; or go on all the same: stackblaze migrate approve " + migration.app()));
    }

    private Gate stagingFree(Migration migration) {
        var staging = RehearseKind.staging(migration);
        boolean runs = here.counts(staging).values().stream().anyMatch(count -> count > 0);
        return gate("staging is free", !runs, "Nothing runs in " + staging + ".",
                "Something runs in " + staging + ", and a rehearsal would replace it.",
                "Take it down: stackblaze down -p " + staging.project() + " -e staging; or leave the rehearsal out:"
                        + " stackblaze migrate cutover " + migration.app());
    }

    private void following(Migration migration, String direction, List<Gate> gates) {
        for (var store : migration.stores()) {
            var line = board.line(migration, store);
            var behind = line.behind(direction);
            var view = line.view();
            gates.add(gate(store.service() + " in step",
                    behind.isPresent() && behind.get().compareTo(NEAR) < 0,
                    store.service() + " is " + behind.map(Duration::toMillis).orElse(0L) + " ms behind.",
                    view.faults().isEmpty()
                            ? store.service() + " is not in step yet: " + view.phase()
                                    + (view.lagMillis() > 0 ? ", " + view.lagMillis() + " ms behind" : "") + "."
                            : String.join(" ", view.faults()),
                    "Wait; it is worked on by itself. See the sync in `stackblaze migrate status`."));
        }
    }

    private Duration here(Migration migration) {
        return migration.fact(Fact.HERE_SINCE).map(at -> Duration.between(at, clock.instant())).orElse(Duration.ZERO);
    }

    private Gate watched(Migration migration) {
        var passed = here(migration);
        return gate(WATCHED, passed.compareTo(WATCH) >= 0, "It was watched for an hour.",
                "It runs here for " + passed.toMinutes() + " min.",
                "Wait, or end watching now all the same: stackblaze migrate next " + migration.app() + " --now");
    }

    private Gate stable(Migration migration) {
        var passed = here(migration);
        return gate("stable for 48 hours", passed.compareTo(STABLE) >= 0,
                "It runs here for " + passed.toHours() + " h.",
                "It runs here for " + passed.toHours() + " h " + passed.toMinutesPart() + " min.",
                "Wait, or settle now all the same: stackblaze migrate settle " + migration.app() + " --now");
    }

    private static Gate gate(String name, boolean green, String good, String bad, String remedy) {
        return new Gate(name, green, green ? good : bad, green ? "" : remedy);
    }
}
