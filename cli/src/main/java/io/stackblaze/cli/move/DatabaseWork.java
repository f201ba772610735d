package io.stackblaze.cli.move;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.terminal.Screen;
import io.stackblaze.cli.terminal.StatusLine;
import io.stackblaze.cli.terminal.Words;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.Target;
import io.stackblaze.postgres.move.cutover.CutoverSettings;
import io.stackblaze.postgres.move.cutover.DatabaseMove;
import io.stackblaze.postgres.move.follow.Batch;
import io.stackblaze.postgres.move.follow.FollowSettings;
import io.stackblaze.postgres.move.follow.Method;

/** The move of one Postgres database that commands work on. Where it stands is in the two databases themselves. */
final class DatabaseWork implements AutoCloseable {
    /** What a command does with the move. */
    interface Body {
        int run(DatabaseWork work) throws MoveException, InterruptedException, Failure, IOException;
    }

    private final Call call;
    private final Addresses addresses;
    private final CopyProgress progress;
    private final StatusLine line;
    private final DatabaseMove move;

    private DatabaseWork(Call call, Addresses addresses) throws Failure {
        this.call = call;
        this.addresses = addresses;
        this.progress = new CopyProgress(call.screen(), call.context().clock());
        this.line = new StatusLine(call.screen());
        this.move = new DatabaseMove(addresses.source(), new Target(addresses.target()), CopyCommand.limits(call),
                method(call), FollowSettings.USUAL, cutting(call), call.context().clock(), progress);
    }

    /** Does something with the move that the two words name. */
    static int with(Call call, Body body) throws Failure, IOException, InterruptedException {
        try (var work = new DatabaseWork(call, Addresses.of(call))) {
            return body.run(work);
        } catch (MoveException e) {
            throw Reports.failure(e);
        }
    }

    private static CutoverSettings cutting(Call call) throws Failure {
        int seconds = call.number("--longest-pause").orElse(0);
        if (seconds < 0) {
            throw Failure.of("--longest-pause is in seconds, and more than 0.");
        }
        var usual = CutoverSettings.USUAL;
        return seconds == 0
                ? usual
                : new CutoverSettings(Duration.ofSeconds(seconds), usual.fencePatience(), usual.nearEnough());
    }

    private static Method method(Call call) throws Failure {
        var word = call.option("--method").orElse("auto");
        for (Method method : Method.values()) {
            if (method.name().toLowerCase(Locale.ROOT).equals(word)) {
                return method;
            }
        }
        throw Failure.of("--method is auto, triggers or slot, not " + word + ".");
    }

    DatabaseMove move() {
        return move;
    }

    Addresses addresses() {
        return addresses;
    }

    Screen screen() {
        return call.screen();
    }

    /** Copies, unless that is done. */
    void copy() throws MoveException, InterruptedException {
        var phase = move.phase();
        if (phase == DatabaseMove.Phase.FOLLOWING || phase == DatabaseMove.Phase.FOLLOWING_BACK) {
            return;
        }
        screen().note("Copying " + addresses.source().shown() + " to " + addresses.target().shown());
        var outcome = move.copy();
        progress.clear();
        Reports.tell(screen(), outcome.findings());
        screen().note("  copied and compared: " + Words.count(outcome.report().rows(), "row") + " in "
                + Words.count(outcome.report().tables().size(), "table"));
    }

    /** A line that stands in place of the one before it, for what goes on and on. */
    void status(Batch batch) throws MoveException {
        line.show("  in step; last batch %s, %s".formatted(Words.of(batch.took()), changes(batch.changes())));
    }

    /** How much was or is to be brought: a slot knows bytes of the source's log. */
    String changes(long changes) throws MoveException {
        return isSlot() ? Words.count(changes, "byte") + " of log" : Words.count(changes, "row");
    }

    private boolean isSlot() throws MoveException {
        return move.phase() == DatabaseMove.Phase.FOLLOWING && move.method() == Method.SLOT;
    }

    /** Prints what a command came to. */
    void result(String text) throws MoveException {
        clear();
        screen().result(call.json()
                ? Json.write(Json.object().put("phase", phase()).put("message", text))
                : text);
    }

    /** Where the move stands, in words. */
    String phase() throws MoveException {
        return switch (move.phase()) {
            case NOT_BEGUN -> "not begun";
            case COPYING -> "copying";
            case FOLLOWING -> "following";
            case FOLLOWING_BACK -> "following back";
        };
    }

    private void clear() {
        progress.clear();
        line.clear();
    }

    @Override
    public void close() {
        clear();
        move.close();
    }
}
