package io.stackblaze.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.terminal.Style;

/** What the demo tells, with the time since it began. */
final class Story {
    private final Call call;
    private final boolean stepwise;
    private final Instant began;

    Story(Call call, boolean stepwise) {
        this.call = call;
        this.stepwise = stepwise;
        this.began = call.context().clock().instant();
    }

    Style style() {
        return call.screen().errorStyle();
    }

    /** Says what comes; waits for Enter when asked to. */
    void chapter(String text) throws Failure, IOException {
        call.screen().note("");
        call.screen().note(style().dim(time()) + "  " + style().bold(text));
        if (stepwise && call.screen().ask("       Enter goes on. ").isEmpty()) {
            throw Failure.of("There is nobody who could press Enter.", "Without --step the demo goes on by itself.");
        }
    }

    /** Says what happened. */
    void say(String text) {
        call.screen().note("       " + text);
    }

    /** How long the demo has been going on. */
    Duration elapsed() {
        return Duration.between(began, call.context().clock().instant());
    }

    private String time() {
        return String.format(Locale.ROOT, "%2d:%02d", elapsed().toMinutes(), elapsed().toSecondsPart());
    }
}
