package io.stackblaze.cli.platform;

import java.io.IOException;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;

/** Starts and stops server and node by hand. */
public final class PlatformCommands {
    private PlatformCommands() {}

    /** {@code platform start}. */
    public static final class Start implements Command {
        @Override
        public void describe(Syntax syntax) {
            Platform.describe(syntax);
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            return answer(call, Platform.of(call).start() == Platform.Start.RUNNING
                    ? "StackBlaze is running already."
                    : "StackBlaze is running.", "running");
        }
    }

    /** {@code platform stop}. */
    public static final class Stop implements Command {
        @Override
        public void describe(Syntax syntax) {
            syntax.note(
                    "Apps go on without it, and are found again at the next start; their addresses answer again then.",
                    "To stop the apps of a project: stackblaze down");
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            return answer(call, Platform.of(call).stop() ? "Stopped server and node." : "Nothing was running.",
                    "stopped");
        }
    }

    /** {@code platform restart}. */
    public static final class Restart implements Command {
        @Override
        public void describe(Syntax syntax) {
            Platform.describe(syntax).note("Apps go on; their addresses do not answer for about two seconds.");
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            var platform = Platform.of(call);
            platform.stop();
            platform.start();
            return answer(call, "StackBlaze is running.", "running");
        }
    }

    private static int answer(Call call, String sentence, String state) {
        call.screen().result(call.json() ? Json.write(Json.object().put("state", state)) : sentence);
        return 0;
    }
}
