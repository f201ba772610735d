package io.stackblaze.cli.environment;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.platform.Connection;
import io.stackblaze.cli.terminal.Table;
import io.stackblaze.cli.terminal.Words;

/** Lists projects. */
public final class ProjectsCommand implements Command {
    @Override
    public void describe(Syntax syntax) {}

    @Override
    public int run(Call call) throws Failure {
        var projects = Connection.of(call).get("/api/v1/projects");
        if (call.json()) {
            call.screen().result(Json.write(projects));
            return 0;
        }
        var now = call.context().clock().instant();
        var table = new Table("PROJECT", "ENVIRONMENTS", "MADE");
        for (var project : projects.path("items").values()) {
            table.add(Json.text(project, "name"), String.join(", ", Json.texts(project, "environments")),
                    Json.time(project, "created_at").map(at -> Words.relative(at, now)).orElse(""));
        }
        call.screen().table(table, "No projects yet. To make one: stackblaze up FOLDER");
        return 0;
    }
}
