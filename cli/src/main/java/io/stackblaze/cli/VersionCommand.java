package io.stackblaze.cli;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Syntax;

/** Says which StackBlaze this is. */
final class VersionCommand implements Command {
    static final String VERSION = "0.1.0";

    @Override
    public void describe(Syntax syntax) {}

    @Override
    public int run(Call call) {
        if (call.json()) {
            call.screen()
                    .result(Json.write(Json.object().put("version", VERSION).put("build", call.context().build())));
        } else {
            call.screen().result("StackBlaze " + VERSION);
        }
        return 0;
    }
}
