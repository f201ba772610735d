package io.stackblaze.server.move;

import java.util.Optional;
import java.util.Set;

import io.stackblaze.server.http.Problem;
import io.stackblaze.server.operation.Operation;
import io.stackblaze.server.operation.Operations;
import io.stackblaze.server.secret.Random;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What can be asked of moves. A refusal is a {@link Problem}. Any thread may use it. */
public final class MoveChanges {
    private static final int LONGEST_NAME = 40;

    private final MoveRows rows;
    private final MoveViews views;
    private final Operations operations;
    private final JsonMapper json;
    private final Random random;

    /** What somebody asks for; an empty name lets one be made. */
    record Wanted(Optional<String> name, MoveKind kind, String source, String target, Move.Settings settings) {}

    MoveChanges(MoveRows rows, MoveViews views, Operations operations, JsonMapper json, Random random) {
        this.rows = rows;
        this.views = views;
        this.operations = operations;
        this.json = json;
        this.random = random;
    }

    /** Writes a move down and begins to copy. */
    MoveView create(Wanted wanted, String by) {
        var source = Address.read(wanted.kind(), "source", wanted.source());
        var target = Address.read(wanted.kind(), "target", wanted.target());
        if (source.shown().equals(target.shown())) {
            throw Problem.invalid("target", "is the same database as the source", "Name another one.");
        }
        var name = wanted.name().orElseGet(() -> free(target));
        var move = rows.create(new MoveRows.Draft(name, wanted.kind(), wanted.source(), wanted.target(),
                wanted.settings(), by)).orElseThrow(
                        () -> conflict("A move of that name, or from " + source.shown()
                                + " to " + target.shown() + ", is not over.", "See them: GET /api/v1/moves"));
        begin(move, MoveOperation.COPY, input(move).put("once", move.settings().once()), by);
        return find(move.id());
    }

    /** One that exists. */
    public MoveView find(String idOrName) {
        return views.view(existing(idOrName));
    }

    /** Copies, or goes on with it, and has it followed. */
    public Operation follow(String idOrName, String by) {
        var move = ready(idOrName);
        return begin(move, MoveOperation.COPY, input(move).put("once", move.settings().once()), by);
    }

    /** Compares both sides while writes go on. */
    public Operation verify(String idOrName, String by) {
        var move = ready(idOrName, Move.State.FOLLOWING, Move.State.CUT_OVER);
        return begin(move, MoveOperation.VERIFY, input(move), by);
    }

    /**
     * Makes the target the live side, or the source again.
     *
     * @param stopped whether the caller says that nobody writes; needed for Redis, which cannot be stopped from here
     * @param longestPauseSeconds 0 for what is usual
     */
    public Operation turn(String idOrName, boolean back, boolean stopped, int longestPauseSeconds, String by) {
        var move = ready(idOrName, back ? Move.State.CUT_OVER : Move.State.FOLLOWING);
        if (move.kind() == MoveKind.REDIS && !stopped) {
            throw Problem.invalid("writers_stopped", "is not true",
                    "A Redis cannot be kept from writing: stop everything that writes to it, then say so.");
        }
        return begin(move, back ? MoveOperation.REVERSE : MoveOperation.CUTOVER,
                input(move).put("longest_pause_seconds", longestPauseSeconds), by);
    }

    /** Ends following back: the cut stays. */
    public Operation settle(String idOrName, String confirm, String by) {
        var move = ready(idOrName, Move.State.CUT_OVER);
        refuseUnconfirmed(move, confirm);
        return begin(move, MoveOperation.SETTLE, input(move), by);
    }

    /** Gives up before the cut. */
    public Operation abort(String idOrName, String confirm, String by) {
        var move = ready(idOrName, Move.State.NEW, Move.State.COPYING, Move.State.FOLLOWING);
        refuseUnconfirmed(move, confirm);
        return begin(move, MoveOperation.ABORT, input(move), by);
    }

    private Operation begin(Move move, String kind, ObjectNode input, String by) {
        String once = "move/" + random.id();
        if (!rows.claim(move, Operations.idOf(once))) {
            throw conflict("Somebody else has begun something with it just now.", "Look at it again.");
        }
        var what = kind.substring("move-".length()) + " " + move.source() + " to " + move.target();
        return operations.begin(new Operations.Request(kind, move.filed(), null, by, what, input, Optional.of(once)));
    }

    private ObjectNode input(Move move) {
        return json.createObjectNode().put("move", move.id());
    }

    /** A name after the target that is not in use. */
    private String free(Address target) {
        var shown = target.shown();
        var base = shown.substring(shown.lastIndexOf('/') + 1).toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+|-+$", "");
        var stem = base.isEmpty() ? "move" : base.substring(0, Math.min(base.length(), LONGEST_NAME - 5));
        for (int number = 1;; number++) {
            var name = number == 1 ? stem : stem.replaceAll("-+$", "") + "-" + number;
            if (rows.isFree(name) && name.matches("[a-z]([a-z0-9-]*[a-z0-9])?")) {
                return name;
            }
        }
    }

    private Move existing(String idOrName) {
        return rows.find(idOrName)
                .orElseThrow(() -> Problem.notFound("The move " + idOrName, "See them: GET /api/v1/moves"));
    }

    /** One that nobody works on, and that stands where something can be done with it. */
    private Move ready(String idOrName, Move.State... fitting) {
        var move = existing(idOrName);
        if (move.over()) {
            throw conflict("The move " + move.name() + " is over: " + word(move.state()) + ".", "Begin another.");
        }
        views.last(move).filter(operation -> !operation.state().finished()).ifPresent(operation -> {
            throw conflict("It is at work: " + operation.description() + ".",
                    "Wait until it is done: stackblaze operations follow " + operation.id());
        });
        if (fitting.length > 0 && !Set.of(fitting).contains(move.state())) {
            throw conflict("That cannot be done with the move " + move.name() + " now: it is " + word(move.state())
                    + ".", switch (move.state()) {
                        case CUT_OVER -> "Its target is live: cut back with `reverse`, or `settle`.";
                        case FOLLOWING -> "Its source is live: `cutover` comes first.";
                        default -> "Its copy is not whole: `follow` goes on with it.";
                    });
        }
        return move;
    }

    private static void refuseUnconfirmed(Move move, String confirm) {
        if (!move.name().equals(confirm)) {
            throw Problem.invalid("confirm", "is not the name of the move", "Give exactly: " + move.name());
        }
    }

    private static String word(Move.State state) {
        return state.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private static Problem conflict(String detail, String remedy) {
        return new Problem(Problem.Kind.CONFLICT, detail, remedy);
    }
}
