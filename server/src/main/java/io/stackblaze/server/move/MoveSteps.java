package io.stackblaze.server.move;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.stackblaze.server.migration.Moving;
import io.stackblaze.server.migration.MovingException;
import io.stackblaze.server.operation.Kind.Step;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import tools.jackson.databind.JsonNode;

/** What operations on moves do. Each step asks the databases where it stands, so it may be done twice. */
final class MoveSteps {
    private final MoveRows rows;
    private final MoveOpener opener;
    private final MoveBoard board;
    private final MoveFollowers followers;

    /** Something with an open move. */
    private interface Work {
        void with(Moving moving) throws MovingException, StepFailure, InterruptedException;
    }

    MoveSteps(MoveRows rows, MoveOpener opener, MoveBoard board, MoveFollowers followers) {
        this.rows = rows;
        this.opener = opener;
        this.board = board;
        this.followers = followers;
    }

    private Move of(StepContext context) {
        return rows.get(context.input().path("move").asString());
    }

    /** The copy, and that it is followed from then on if that is wanted. */
    List<Step> copy(JsonNode input) {
        return input.path("once").asBoolean()
                ? List.of(new Step("look", this::look), new Step("copy", true, this::copyOnce),
                        new Step("finish", this::leave))
                : List.of(new Step("look", this::look), new Step("copy", true, this::copyToFollow),
                        new Step("follow", this::goOn));
    }

    private void look(StepContext context) throws StepFailure, InterruptedException {
        var move = of(context);
        followers.stop(move);
        work(context, move, moving -> {
            if (moving.side() == Moving.Side.THERE || moving.side() == Moving.Side.HERE) {
                context.detail("was copied before");
                return;
            }
            var limits = moving.look();
            rows.limits(move.id(), limits);
            limits.forEach(context::log);
            context.detail(limits.isEmpty() ? "go" : "go, with limits: " + limits.size());
        });
    }

    private void copyToFollow(StepContext context) throws StepFailure, InterruptedException {
        var move = of(context);
        work(context, move, moving -> {
            var side = moving.side();
            if (side == Moving.Side.NONE || side == Moving.Side.COPYING) {
                rows.arrive(move.id(), Move.State.COPYING);
                context.detail(counted(moving.copy(), move) + " copied and compared");
            }
        });
    }

    private void copyOnce(StepContext context) throws StepFailure, InterruptedException {
        var move = of(context);
        var compared = move.facts().compared();
        if (compared != null && compared.operation().equals(context.operation())) {
            return;
        }
        work(context, move, moving -> {
            rows.arrive(move.id(), Move.State.COPYING);
            judge(context, move, moving.copyOnce());
        });
    }

    private void leave(StepContext context) throws StepFailure, InterruptedException {
        var move = of(context);
        if (!move.over()) {
            work(context, move, Moving::leave);
            rows.end(move.id(), Move.State.COPIED);
        }
    }

    /** Compares while writes go on. */
    void compare(StepContext context) throws StepFailure, InterruptedException {
        var move = of(context);
        followers.stop(move);
        try {
            work(context, move, moving -> judge(context, move, moving.compare()));
        } finally {
            followers.follow(move);
        }
    }

    /** Keeps what was found; differences end the operation. */
    private void judge(StepContext context, Move move, Moving.Verdict found) throws StepFailure {
        rows.compared(move.id(), context.operation(), found);
        if (!found.differences().isEmpty()) {
            throw new StepFailure("Both sides differ in " + found.differences().size()
                    + (found.differences().size() == 1 ? " place." : " places."),
                    "Find who writes to the side that is not live, then compare again.",
                    found.differences().stream().limit(50).toList());
        }
        context.detail(counted(found.compared(), move) + " compared, all equal");
    }

    /** Cuts over, or back. */
    void turn(StepContext context, boolean back) throws StepFailure, InterruptedException {
        var move = of(context);
        followers.stop(move);
        var longest = Optional.of(context.input().path("longest_pause_seconds").asInt(0)).filter(each -> each > 0)
                .map(Duration::ofSeconds);
        try (var moving = opener.open(move, () -> {}, longest)) {
            var cut = back ? moving.cutBack(NOTHING) : moving.cutOver(NOTHING);
            if (!cut.steps().isEmpty()) {
                rows.cut(move.id(), back, cut);
            }
            context.detail("writes stood still for " + cut.pause().toMillis() + " ms; "
                    + counted(cut.compared(), move) + " compared within, no difference");
            cut.steps().forEach((name, took) -> context.log(name + ": " + took.toMillis() + " ms"));
        } catch (MovingException e) {
            throw e.failure();
        }
    }

    private static final Moving.Around NOTHING = new Moving.Around() {
        @Override
        public void before() {}

        @Override
        public void within() {}
    };

    /** Goes on following, in the direction that the databases say. */
    void goOn(StepContext context) throws StepFailure, InterruptedException {
        var move = of(context);
        if (move.over()) {
            return;
        }
        work(context, move, moving -> {
            var side = moving.side();
            rows.arrive(move.id(), Move.stateOf(side));
            if (side == Moving.Side.THERE || side == Moving.Side.HERE) {
                followers.follow(move);
                context.detail(side == Moving.Side.THERE ? "the target is kept in step" : "the source is kept in step");
            }
        });
    }

    /** Ends it: the cut stays, or nothing was. */
    void end(StepContext context, boolean settles) throws StepFailure, InterruptedException {
        var move = of(context);
        if (move.over()) {
            return;
        }
        followers.stop(move);
        if (move.state() != Move.State.NEW) {
            work(context, move, settles ? Moving::settle : Moving::abort);
        }
        rows.end(move.id(), settles ? Move.State.SETTLED : Move.State.ABORTED);
    }

    private void work(StepContext context, Move move, Work work) throws StepFailure, InterruptedException {
        var line = board.line(move);
        try (var moving = opener.open(move, () -> tell(context, line), Optional.empty())) {
            work.with(moving);
        } catch (MovingException e) {
            if (move.state() == Move.State.NEW) {
                // Nothing is lost yet by giving up, and who mistyped an address should not wait to hear of it.
                throw new StepFailure(e.message(), "Check both addresses; then begin again, or end it: abort.");
            }
            throw e.failure();
        }
    }

    private static void tell(StepContext context, MoveLine line) {
        var copy = line.copy();
        if (copy == null) {
            return;
        }
        if (copy.totalBytes() > 0) {
            context.progress(Math.min(copy.bytes(), copy.totalBytes()) / 1024, Math.max(1, copy.totalBytes() / 1024),
                    "KiB");
        }
        var left = copy.secondsLeft();
        context.detail("%s: %d done, %.1f MB/s%s".formatted(copy.step(), copy.done(), copy.bytesPerSecond() / 1e6,
                left == null ? "" : ", " + left + " s left"));
    }

    private static String counted(long number, Move move) {
        return number + " " + move.kind().unit() + (number == 1 ? "" : "s");
    }
}
