package io.stackblaze.cli.move;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.terminal.Words;
import io.stackblaze.redis.move.Freeze;
import io.stackblaze.redis.move.Preflight;
import io.stackblaze.redis.move.RedisMove.Phase;
import io.stackblaze.redis.move.RedisMoveException;
import io.stackblaze.redis.move.Verification;

/** The commands that move a Redis. Each can be typed again after it was cut off. */
public final class RedisCommands {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private RedisCommands() {}

    private static Verification compared(RedisWork work) throws RedisMoveException, InterruptedException, Failure {
        work.screen().note("  comparing both sides");
        return equal(work, work.move().verify());
    }

    private static Verification equal(RedisWork work, Verification found) throws Failure {
        work.clear();
        if (!found.isEqual()) {
            throw Failure.of("Both sides differ: " + found.summary() + ".",
                    "Does somebody write to the target? Stop that, and compare again.");
        }
        return found;
    }

    private static void copyIfNew(RedisWork work) throws RedisMoveException, InterruptedException {
        var phase = work.move().phase();
        if (phase == Phase.NEW || phase == Phase.COPYING) {
            work.move().preflight().findings().stream().filter(found -> found.level() == Preflight.Level.LIMIT)
                    .forEach(found -> work.screen().note("  ! " + found.text()));
            var round = work.move().copy();
            work.clear();
            work.screen().note("  copied %s, %s, in %s".formatted(Words.count(round.written(), "key"),
                    Words.bytes(round.bytes()), Words.of(round.took())));
        }
    }

    /** Asks for writers to be stopped, unless whoever types said that they are. */
    private static Freeze asking(Call call) {
        return new Freeze() {
            @Override
            public void begin() throws RedisMoveException {
                if (call.flag("--yes")) {
                    return;
                }
                try {
                    var answer = call.screen()
                            .ask("Stop everything that writes to the live side now, then press Enter: ");
                    if (answer.isEmpty()) {
                        throw new RedisMoveException(RedisMoveException.Code.REFUSED,
                                "Nobody said that writers are stopped. With --yes nobody is asked.");
                    }
                } catch (IOException e) {
                    throw new RedisMoveException(RedisMoveException.Code.REFUSED, "Nobody can be asked.", e);
                }
            }

            @Override
            public void end() {
                call.screen().note("Nothing was switched: writers may go on where they did.");
            }
        };
    }

    /** {@code redis copy}: once. */
    public static final class Copy implements Command {
        @Override
        public void describe(Syntax syntax) {
            Word.describe(syntax).note("All databases of the server, once; the target must be empty.", Word.note());
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            return RedisWork.with(call, work -> {
                copyIfNew(work);
                var found = compared(work);
                work.move().leave();
                work.result("Equal: " + Words.count(found.compared(), "key") + " compared.");
                return 0;
            });
        }
    }

    /** {@code redis follow}: copies, then keeps the target in step until it is ended. */
    public static final class Follow implements Command {
        @Override
        public void describe(Syntax syntax) {
            Word.describe(syntax).note("Until Ctrl-C; typed again it goes on. Then: stackblaze redis cutover",
                    Word.note());
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            return RedisWork.with(call, work -> {
                copyIfNew(work);
                call.screen().note("Following. End it with Ctrl-C; then: stackblaze redis cutover");
                while (true) {
                    var round = work.move().sync();
                    work.status("in step; last round %s, %s written".formatted(Words.of(round.took()),
                            Words.count(round.written(), "key")), PAUSE);
                }
            });
        }
    }

    /** {@code redis verify}: compares while writes go on. */
    public static final class Verify implements Command {
        @Override
        public void describe(Syntax syntax) {
            Word.describe(syntax).note("Compares type, value and expiry of every key of a move that is followed.",
                    Word.note());
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            return RedisWork.with(call, work -> {
                work.result("Equal: " + Words.count(compared(work).compared(), "key") + " compared.");
                return 0;
            });
        }
    }

    /** {@code redis cutover}: the target becomes the live side; {@code redis reverse}: the source does again. */
    public static final class Turn implements Command {
        private final boolean back;

        /** One of both directions. */
        public Turn(boolean back) {
            this.back = back;
        }

        @Override
        public void describe(Syntax syntax) {
            Word.describe(syntax).flag("Writers are stopped already: asks nobody.", "-y", "--yes")
                    .note(back
                            ? "Makes the old server the live one again, with every write that was made since the cut."
                            : "Carries the rest, proves both sides equal, and begins to follow back.", Word.note());
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            return RedisWork.with(call, work -> {
                var found = back ? work.move().rollBack(asking(call)) : work.move().cutOver(asking(call));
                equal(work, found);
                work.result("The %s is live: %s compared, no difference. Point the application at it."
                        .formatted(back ? "source" : "target", Words.count(found.compared(), "key")));
                call.screen().note(back
                        ? "To go on following: stackblaze redis follow; to give up: stackblaze redis abort"
                        : "To go back without loss: keep following with stackblaze redis follow, then stackblaze redis reverse");
                return 0;
            });
        }
    }

    /** {@code redis settle}: the cut stays. */
    public static final class Settle implements Command {
        @Override
        public void describe(Syntax syntax) {
            Word.describe(syntax).note("Ends following back. The old server keeps its data.", Word.note());
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            return RedisWork.with(call, work -> {
                work.move().settle();
                work.result("Settled: the target is live, and nothing follows it any more.");
                return 0;
            });
        }
    }

    /** {@code redis abort}: as if nothing had been. */
    public static final class Abort implements Command {
        @Override
        public void describe(Syntax syntax) {
            Word.describe(syntax).option("HOST:PORT", "The target, typed once more: it is emptied.", "--confirm")
                    .note("Empties the target, and gives the source its settings back.", Word.note());
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            return RedisWork.with(call, work -> {
                if (!call.option("--confirm").orElse("").equals(work.target())) {
                    throw Failure.of("This deletes every key of the target, " + work.target() + ".",
                            "To do it: --confirm " + work.target());
                }
                work.move().abort();
                work.result("Aborted: the source is as it was, the target is empty.");
                return 0;
            });
        }
    }

    /** {@code redis status}: where the move is. */
    public static final class Status implements Command {
        @Override
        public void describe(Syntax syntax) {
            Word.describe(syntax).note(Word.note());
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            return RedisWork.with(call, work -> {
                work.result(work.move().phase().name().toLowerCase(Locale.ROOT));
                return 0;
            });
        }
    }
}
