package io.stackblaze.cli.environment;

import java.io.IOException;
import java.util.Optional;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.platform.Connection;
import tools.jackson.databind.JsonNode;

/** Shows a service, or the dashboard, in the browser; without a browser it prints the address. */
public final class OpenCommand implements Command {
    @Override
    public void describe(Syntax syntax) {
        syntax.environment().words("[SERVICE]", "0..1", "A web service; the first one without it.")
                .flag("Opens the dashboard, signed in: the link is good once, for ten minutes.", "--dashboard");
    }

    @Override
    public int run(Call call) throws Failure, IOException {
        var url = call.flag("--dashboard")
                ? Json.text(Connection.of(call).post("/api/v1/sign-in-links", null), "url")
                : service(call);
        call.screen().result(call.json() ? Json.write(Json.object().put("url", url)) : url);
        var variables = call.context().variables();
        if (call.screen().outIsTerminal()
                && (variables.containsKey("DISPLAY") || variables.containsKey("WAYLAND_DISPLAY"))) {
            browse(url);
        }
        return 0;
    }

    private static String service(Call call) throws Failure {
        JsonNode urls = Connection.of(call).get(Target.of(call).path("")).path("urls");
        Optional<String> wanted = call.word();
        var url = wanted.isPresent()
                ? urls.path(wanted.get()).asString("")
                : urls.values().stream().findFirst().map(first -> first.asString("")).orElse("");
        if (url.isEmpty()) {
            throw Failure.of(wanted.map(name -> "'" + name + "' is no web service that runs.")
                    .orElse("There is no web service that runs."), "See what runs: stackblaze status");
        }
        return url;
    }

    private static void browse(String url) {
        try {
            new ProcessBuilder("xdg-open", url).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            // The address has been printed, which is enough.
        }
    }
}
