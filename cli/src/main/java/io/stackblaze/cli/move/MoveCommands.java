package io.stackblaze.cli.move;

import java.io.IOException;
import java.util.stream.Collectors;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.terminal.Words;
import io.stackblaze.postgres.move.cutover.CutoverResult;
import io.stackblaze.postgres.move.cutover.DatabaseMove.Phase;

/** The commands that move a database which is written all the time. Each can be typed again after it was cut off. */
public final class MoveCommands {
    private static final long PAUSE_MILLIS = 200;

    private MoveCommands() {}

    /** {@code db follow}: copies, then keeps the target in step until it is ended. */
    public static final class Follow implements Command {
        @Override
        public void describe(Syntax syntax) {
            Word.describe(syntax).number("COUNT", "Tables copied and indexes built at once.", "--jobs")
                    .number("MB", "Most megabytes a second that are read from the source.", "--limit-rate")
                    .option("WAY", "How the schema is read: auto (pg_dump if a fitting one is here), pg_dump, catalog.",
                            "--schema-by")
                    .option("HOW", "How changes are followed: triggers, slot (needs the right to replicate), or auto.",
                            "--method")
                    .note("Until Ctrl-C; typed again, here or on another machine, it goes on. After a cut it keeps the",
                            "old side in step with the new one. Then: stackblaze db cutover", Word.note());
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            return DatabaseWork.with(call, work -> {
                work.copy();
                boolean back = work.move().phase() == Phase.FOLLOWING_BACK;
                call.screen().note(back
                        ? "Following back. End it with Ctrl-C; to return: stackblaze db reverse"
                        : "Following. End it with Ctrl-C; to cut over: stackblaze db cutover");
                while (true) {
                    var batch = back ? work.move().followBack() : work.move().follow();
                    work.status(batch);
                    if (batch.isEmpty()) {
                        Thread.sleep(PAUSE_MILLIS);
                    }
                }
            });
        }
    }

    /** {@code db cutover}: the target becomes the live side; {@code db reverse}: the source does again. */
    public static final class Turn implements Command {
        private final boolean back;

        /** One of both directions. */
        public Turn(boolean back) {
            this.back = back;
        }

        @Override
        public void describe(Syntax syntax) {
            Word.describe(syntax)
                    .number("SECONDS", "Writes stand still no longer than this, else all is undone; 30.",
                            "--longest-pause")
                    .note(back
                            ? "Makes the old server the live one again, with every write that was made since the cut."
                            : "Compares both sides, stops writes, carries the rest, proves it, and follows back.",
                            "Sessions of others are ended, and may not write to the side that is left.", Word.note());
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            return DatabaseWork.with(call, work -> {
                call.screen().note("Comparing both sides while writes go on, then cutting");
                var cut = back ? work.move().rollBack(() -> {}) : work.move().cutOver(() -> {});
                var live = back ? work.addresses().source() : work.addresses().target();
                steps(call, cut);
                work.result("%s is live. Writes stood still for %s; %s compared within, no difference."
                        .formatted(live.shown(), Words.of(cut.pause()), Words.count(cut.rowsCompared(), "row")));
                call.screen().note("Point the application at it now; the other side refuses writes.");
                call.screen().note("To be able to go back without loss, keep following: stackblaze db follow");
                return 0;
            });
        }

        private static void steps(Call call, CutoverResult cut) {
            call.screen().note("  " + cut.steps().entrySet().stream()
                    .map(step -> step.getKey() + " " + Words.of(step.getValue())).collect(Collectors.joining(", ")));
        }
    }

    /** {@code db status}: where the move stands. */
    public static final class Status implements Command {
        @Override
        public void describe(Syntax syntax) {
            Word.describe(syntax).note(Word.note());
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            return DatabaseWork.with(call, work -> {
                var phase = work.move().phase();
                if (phase == Phase.FOLLOWING || phase == Phase.FOLLOWING_BACK) {
                    var lag = work.move().lag();
                    work.result("%s; %s behind, %s to bring".formatted(work.phase(), Words.of(lag.time()),
                            work.changes(lag.changes())));
                } else {
                    work.result(work.phase());
                }
                return 0;
            });
        }
    }

    /** {@code db settle}: the cut stays; {@code db abort}: as if nothing had been. */
    public static final class End implements Command {
        private final boolean settles;

        /** One of both. */
        public End(boolean settles) {
            this.settles = settles;
        }

        @Override
        public void describe(Syntax syntax) {
            Word.describe(syntax).note(settles
                    ? "Ends following back, and cleans both sides. The old side keeps its rows and takes no writes."
                    : "The source is what it was before, with every right, trigger and setting. Rows stay at the target.",
                    Word.note());
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            return DatabaseWork.with(call, work -> {
                if (settles) {
                    work.move().settle();
                } else {
                    work.move().abort();
                }
                work.result(settles
                        ? "Settled: " + work.addresses().target().shown() + " is live, and nothing follows it any more."
                        : "Aborted: " + work.addresses().source().shown() + " is as it was.");
                return 0;
            });
        }
    }
}
