package io.stackblaze.cli.environment;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.platform.Connection;
import io.stackblaze.cli.terminal.Table;
import io.stackblaze.cli.terminal.Words;

/** Lists releases, newest first. */
public final class ReleasesCommand implements Command {
    @Override
    public void describe(Syntax syntax) {
        syntax.environment().number("COUNT", "How many at most; 15 by default.", "-n", "--limit")
                .note("To go back to one: stackblaze rollback RELEASE");
    }

    @Override
    public int run(Call call) throws Failure {
        var releases = Connection.of(call)
                .get(Target.of(call).path("/releases?limit=" + call.number("--limit").orElse(15)));
        if (call.json()) {
            call.screen().result(Json.write(releases));
            return 0;
        }
        var now = call.context().clock().instant();
        var table = new Table("RELEASE", "STATE", "MADE", "BY", "COMMIT", "WHAT");
        for (var release : releases.path("items").values()) {
            var commit = Json.text(release, "commit");
            table.add("v" + release.path("version").asInt(0), Json.text(release, "state"),
                    Json.time(release, "created_at").map(at -> Words.relative(at, now)).orElse(""),
                    Json.text(release, "by"), commit.substring(0, Math.min(8, commit.length())),
                    Json.text(release, "description"));
        }
        call.screen().table(table, "No releases yet. To make one: stackblaze up");
        return 0;
    }
}
