package io.stackblaze.cli.environment;

import java.io.IOException;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.platform.Connection;
import tools.jackson.databind.node.JsonNodeFactory;

/** Runs a command with the code and the variables of the live release. */
public final class RunCommand implements Command {
    @Override
    public void describe(Syntax syntax) {
        syntax.environment()
                .option("SERVICE", "Whose code and variables; the web service by default.", "-s", "--service")
                .number("SECONDS", "Ends it after that time; an hour by default.", "--timeout")
                .words("[--] COMMAND...", "1..*",
                        "The program and its arguments, as they are; a single word goes to a shell.")
                .stopAtWord().note("stackblaze run -- node migrate.js", "stackblaze run 'ls *.js | wc -l'",
                        "Ends with the command's own exit code.");
    }

    @Override
    public int run(Call call) throws Failure, IOException {
        var words = JsonNodeFactory.instance.arrayNode();
        call.words().forEach(words::add);
        var body = Json.object();
        body.set("command", words);
        call.option("--service").ifPresent(service -> body.put("service", service));
        call.number("--timeout").ifPresent(seconds -> body.put("timeout_seconds", seconds));
        try (var events = Connection.of(call).postForEvents(Target.of(call).path("/run"), body)) {
            for (var event = events.next(); event.isPresent(); event = events.next()) {
                var data = Json.read(event.get().data());
                switch (event.get().name()) {
                    case "line" -> call.screen().result(call.json() ? event.get().data() : Json.text(data, "text"));
                    case "exit" -> {
                        return data.path("code").asInt(1);
                    }
                    case "failed" -> throw Failure.of(Json.text(data, "detail"), Json.text(data, "remedy"));
                    default -> {
                    }
                }
            }
        } catch (IOException e) {
            throw Failure.unreachable("The connection broke while the command ran: " + e.getMessage() + ".",
                    "Whether it ended well is not known; stackblaze logs may say.");
        }
        throw Failure.unreachable("The server ended the connection before the command had ended.",
                "Whether it ended well is not known; stackblaze logs may say.");
    }
}
