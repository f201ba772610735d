package io.stackblaze.server.dashboard.page;

import java.util.List;
import java.util.Locale;

import io.stackblaze.server.move.Move;
import io.stackblaze.server.move.MoveKind;
import io.stackblaze.server.move.MoveView;
import org.jspecify.annotations.Nullable;

/**
 * One move of a database, and what can be done with it now.
 *
 * @param operation the operation that is in work, or null
 */
public record MovePage(Frame frame, MoveView view, @Nullable OperationView operation) {
    /** The parts that are sent anew when they change, each by a template of its name. */
    public static final List<String> PARTS = List.of("Now", "Data", "Proof");

    /** Where it is. */
    public String path() {
        return "/moves/" + view.id();
    }

    /** Something of it. */
    public String path(String page) {
        return path() + "/" + page;
    }

    /** How it stands. */
    public State state() {
        if (busy()) {
            return State.CHANGING;
        }
        if (view.failure() != null || faulty()) {
            return State.FAILING;
        }
        return switch (view.state()) {
            case NEW -> State.WAITING;
            case COPYING -> State.CHANGING;
            case FOLLOWING, CUT_OVER -> State.LIVE;
            case COPIED, SETTLED -> State.DONE;
            case ABORTED -> State.STOPPED;
        };
    }

    /** The same in a word. */
    public String word() {
        return view.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Which side is live, in a sentence. */
    public String headline() {
        return switch (view.state()) {
            case NEW -> view.source() + " is live; nothing is copied yet.";
            case COPYING -> view.source() + " is live, and is being copied.";
            case FOLLOWING -> view.source() + " is live; the target follows.";
            case CUT_OVER -> view.target() + " is live; the source follows, for the way back.";
            case COPIED -> "It was copied and compared.";
            case SETTLED -> view.target() + " is live, and nothing follows it any more.";
            case ABORTED -> view.source() + " is as it was.";
        };
    }

    /** How far it is behind, in a sentence; empty when nothing is followed. */
    public String lagline() {
        var follow = view.follow();
        return follow == null || faulty()
                ? ""
                : Wording.millis((double) follow.lagMillis()) + " behind; the last round brought "
                        + Wording.count(follow.lastChanges(), unit()) + ".";
    }

    /** Whether following fails. */
    public boolean faulty() {
        var follow = view.follow();
        return follow != null && !follow.fault().isEmpty();
    }

    /** What is counted. */
    public String unit() {
        return view.kind() == MoveKind.POSTGRES ? "row" : "key";
    }

    /** Whether an operation works on it. */
    public boolean busy() {
        return view.operation() != null;
    }

    /** Whether nothing more comes. */
    public boolean over() {
        return view.finishedAt() != null;
    }

    /** Whether its copy can be gone on with. */
    public boolean canGoOn() {
        return idle() && (view.state() == Move.State.NEW || view.state() == Move.State.COPYING);
    }

    /** Whether both sides can be compared. */
    public boolean canVerify() {
        return idle() && (view.state() == Move.State.FOLLOWING || view.state() == Move.State.CUT_OVER);
    }

    /** Whether the target can become live. */
    public boolean canCutOver() {
        return idle() && view.state() == Move.State.FOLLOWING;
    }

    /** Whether the source can become live again. */
    public boolean canReverse() {
        return idle() && view.state() == Move.State.CUT_OVER;
    }

    private boolean idle() {
        return !over() && !busy();
    }
}
