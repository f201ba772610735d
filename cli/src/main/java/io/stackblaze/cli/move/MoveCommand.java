package io.stackblaze.cli.move;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;

/**
 * A step of a move. The server does it when one is on hand: it goes on without the terminal then. Without a server,
 * with
 * {@code --here}, and for moves that were begun like that, this process does it.
 */
public final class MoveCommand implements Command {
    private final String kind;
    private final Verb verb;
    private final Supplier<Command> here;

    /** The steps. */
    public enum Verb {
        /** Once. */
        COPY,
        /** Copies, and keeps in step. */
        FOLLOW,
        /** Compares. */
        VERIFY,
        /** The target becomes live. */
        CUTOVER,
        /** The source becomes live again. */
        REVERSE,
        /** Where it stands. */
        STATUS,
        /** The cut stays. */
        SETTLE,
        /** As if nothing had been. */
        ABORT;

        /** Whether it is the first step of a move. */
        boolean begins() {
            return this == COPY || this == FOLLOW;
        }
    }

    private MoveCommand(String kind, Verb verb, Supplier<Command> here) {
        this.kind = kind;
        this.verb = verb;
        this.here = here;
    }

    /** A step of the move of a Postgres, and what does it without a server. */
    public static MoveCommand db(Verb verb, Supplier<Command> here) {
        return new MoveCommand("postgres", verb, here);
    }

    /** A step of the move of a Redis, and what does it without a server. */
    public static MoveCommand redis(Verb verb, Supplier<Command> here) {
        return new MoveCommand("redis", verb, here);
    }

    @Override
    public void describe(Syntax syntax) {
        here.get().describe(syntax);
        syntax.flag("In this process, although a server runs.", "--here");
        if (verb == Verb.FOLLOW) {
            syntax.option("NAME", "What the server calls the move; after the target by default.", "--name");
        }
    }

    @Override
    public int run(Call call) throws Failure, IOException, InterruptedException {
        var server = call.flag("--here") ? Optional.<ServerMove>empty() : ServerMove.of(call, kind, verb);
        return server.isPresent() ? server.get().run(verb) : here.get().run(call);
    }
}
