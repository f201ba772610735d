package io.stackblaze.server.migration;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A migration, as people see it: one Heroku app on its way into one project. Lists are in the order in which things
 * are shown.
 *
 * @param app name of the app at Heroku
 * @param state what goes on now
 * @param step the step that is in work, or the next one
 * @param operation the operation that is in work; null when none is
 * @param steps all steps, in order
 * @param gates what must be green before the next step
 * @param services what runs on which side, paired
 * @param sync how far each datastore is
 * @param traffic what passes the edge
 * @param rehearsal what was tried in staging; empty before
 * @param cutover the last cut, in either direction; null before the first
 * @param watch how it is watched; null while the app runs at Heroku
 * @param differences what changed at Heroku since it was looked at; empty when nothing did
 * @param next what the next step would do; empty when there is none
 * @param rollback what rolling back would do now; empty when there is nothing to roll back
 * @param history who did what, oldest first
 */
public record MigrationView(String id, String app, String project, String environment, State state, Word step,
        @Nullable String operation, Instant createdAt, String by, List<Step> steps, List<Gate> gates,
        List<Service> services, List<Sync> sync, @Nullable Traffic traffic, List<Trial> rehearsal,
        @Nullable Cut cutover, @Nullable Watch watch, List<String> differences, List<String> next, String rollback,
        List<Event> history) {

    /** The steps. */
    public enum Word {
        /** Read everything about the app. */
        INSPECT,
        /** Make project, variables, datastores and a first release at zero. */
        PREPARE,
        /** Copy the datastores, and keep the copies in step. */
        SYNC,
        /** Try everything in an environment of its own. */
        REHEARSE,
        /** A person looks at it. */
        REVIEW,
        /** Hold, stop writes, drain, compare, switch, release. */
        CUTOVER,
        /** Compare errors and latency with before. */
        WATCH,
        /** End following back; what is left at Heroku is listed. */
        SETTLE
    }

    /** What goes on. */
    public enum State {
        /** A step is in work. */
        RUNNING,
        /** It waits for a person, or for a gate. */
        WAITING,
        /** A person stopped it for now. */
        PAUSED,
        /** The last step failed and was undone; it can be tried again. */
        FAILED,
        /** The app runs at Heroku again; cutting over again is possible. */
        ROLLED_BACK,
        /** Done. */
        SETTLED,
        /** Given up; Heroku is as it was. */
        ABORTED
    }

    /** Where a step stands. */
    public enum StepState {
        /** Not begun. */
        WAITING,
        /** In work. */
        RUNNING,
        /** Done and proved. */
        DONE,
        /** It could not be done. */
        FAILED,
        /** It was done, and taken back. */
        UNDONE,
        /** Not needed here. */
        SKIPPED
    }

    /**
     * One step.
     *
     * @param plan what it does, a sentence each
     * @param proof what was measured when it was done, a sentence each
     * @param undo how it is taken back, in a sentence
     */
    public record Step(Word name, StepState state, @Nullable Instant startedAt, @Nullable Instant finishedAt,
            List<String> plan, List<String> proof, String undo) {}

    /**
     * What must be so before a step.
     *
     * @param says the evidence
     * @param remedy the command or fact that would turn it green; empty when it is
     */
    public record Gate(String name, boolean green, String says, String remedy) {}

    /**
     * A service, here and there.
     *
     * @param type as in the blueprint
     * @param there what it is at Heroku: {@code worker ×2, standard-1x}; empty when there is none
     * @param thereRuns how many run at Heroku now; for jobs how many are scheduled
     * @param hereRuns how many run here now; for crons 1 when it fires
     */
    public record Service(String name, String type, String there, int thereRuns, int hereRuns) {}

    /**
     * How far a datastore is.
     *
     * @param kind {@code postgres} or {@code redis}
     * @param phase {@code waiting}, {@code copying}, {@code following}, {@code following back}, {@code ended}
     * @param done rows or keys that are copied
     * @param total rows or keys that there are, as far as is known; 0 when it is not
     * @param bytes bytes that are copied
     * @param lagMillis how far the copy is behind
     * @param changes changes that were brought over since the copy
     * @param compared rows or keys that the last comparison found equal
     * @param comparedAt when that was
     * @param faults what differs or stops it; empty when nothing does
     * @param lags how far it was behind lately, oldest first, in milliseconds, one for each five seconds
     */
    public record Sync(String name, String kind, String phase, long done, long total, long bytes, long lagMillis,
            long changes, long compared, @Nullable Instant comparedAt, List<String> faults, List<Long> lags) {}

    /**
     * What passes the edge.
     *
     * @param percentHere share of visitors who are served here
     * @param held requests that wait right now
     */
    public record Traffic(int percentHere, int held, long longestHeldMillis, Side heroku, Side here) {}

    /** What one side answered. */
    public record Side(long requests, long errors, double p50Millis, double p95Millis, double p99Millis) {}

    /** Something that was tried in the rehearsal. */
    public record Trial(String name, boolean passed, String says) {}

    /**
     * A cut.
     *
     * @param direction {@code here} or {@code heroku}
     * @param pauseMillis how long writes stood still
     * @param heldMillis the longest time that a request was held
     * @param steps its parts, in order
     * @param compared rows and keys that were compared, before and in the pause
     * @param differences differences found; a cut with any is taken back
     */
    public record Cut(String direction, Instant at, long pauseMillis, long heldMillis, List<CutStep> steps,
            long compared, long differences) {}

    /** A part of a cut. */
    public record CutStep(String name, long millis) {}

    /**
     * How the app is watched here.
     *
     * @param until when the hour is over
     * @param autoRollback whether it goes back by itself when it is worse
     * @param probe a path that must be answered well; null when none was named
     * @param before what Heroku answered before the cut; null when nothing passed the edge
     */
    public record Watch(Instant since, Instant until, boolean autoRollback, @Nullable String probe,
            @Nullable Side before) {}

    /** Somebody did something. */
    public record Event(Instant at, String by, String what) {}
}
