package io.stackblaze.cli.demo;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;

/** {@code demo}: shows the move of a live app, there and back, and proves it. */
public final class DemoCommand implements Command {
    private static final int RATE = 20;
    private static final int MOST = 1000;

    @Override
    public void describe(Syntax syntax) {
        syntax.flag("Waits for Enter before each step.", "--step")
                .flag("Leaves everything running at the end, and says where to look.", "--keep")
                .number("N", "Requests a second of the customers; " + RATE + " by default.", "--rate")
                .note("Everything it starts has a folder and ports of its own; nothing of yours is touched.",
                        "Ctrl-C ends all of it. The exit code is 1 if a promise was broken.");
    }

    @Override
    public int run(Call call) throws Failure, IOException, InterruptedException {
        int rate = call.number("--rate").orElse(RATE);
        if (rate < 1 || rate > MOST) {
            throw Failure.of("From 1 to " + MOST + " requests a second are possible, not " + rate + ".");
        }
        var story = new Story(call, call.flag("--step"));
        story.chapter("StackBlaze starts here, and beside it a Heroku account with a shop that takes orders.");
        var stage = Stage.set(call);
        var kept = new AtomicBoolean();
        var ended = new AtomicBoolean();
        Runnable end = () -> {
            if (!kept.get() && ended.compareAndSet(false, true)) {
                stage.close();
            }
        };
        var interrupted = new Thread(() -> {
            if (!kept.get() && !ended.get()) {
                call.screen().note("\nEnding everything that was started.");
            }
            end.run();
        }, "end of the demo");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            var result = new Performance(stage, story, rate).play(call.flag("--keep"));
            kept.set(call.flag("--keep"));
            return result;
        } finally {
            end.run();
        }
    }
}
