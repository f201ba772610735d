package io.stackblaze.cli.environment;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.cli.api.Api;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Exit;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.platform.Connection;
import io.stackblaze.cli.terminal.Style;
import tools.jackson.databind.JsonNode;

/** Shows what instances wrote, and goes on with it if wanted. */
public final class LogsCommand implements Command {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final List<String> types;

    /**
     * Of services of some types.
     *
     * @param types those meant when no service is named; all when empty
     */
    public LogsCommand(String... types) {
        this.types = List.of(types);
    }

    @Override
    public void describe(Syntax syntax) {
        syntax.environment().words("[SERVICE...]", "0..*", "Only these services.")
                .flag("Goes on as lines come, until Ctrl-C.", "-f", "--follow", "-t", "--tail")
                .number("COUNT", "How many lines back; 100 by default.", "-n", "--num");
    }

    @Override
    public int run(Call call) throws Failure, IOException, InterruptedException {
        var target = Target.of(call);
        var api = Connection.of(call);
        boolean follow = call.flag("--follow");
        var services = services(call, api, target);
        read(call, api, target.path("/logs?" + query(services, follow, call.number("--num").orElse(100))));
        long silentSince = System.nanoTime();
        while (follow && !call.screen().out().checkError()) {
            // The server went away, or was restarted: instances go on writing, and so does this.
            Thread.sleep(PAUSE);
            try {
                read(call, api, target.path("/logs?" + query(services, true, 0)));
                silentSince = System.nanoTime();
            } catch (Failure e) {
                if (e.exit() != Exit.UNREACHABLE || System.nanoTime() - silentSince > PATIENCE.toNanos()) {
                    throw e;
                }
            }
        }
        return 0;
    }

    private List<String> services(Call call, Api api, Target target) throws Failure {
        if (types.isEmpty() || !call.words().isEmpty()) {
            return call.words();
        }
        var meant = new ArrayList<String>();
        for (var one : api.get(target.path("")).path("services").values()) {
            if (types.contains(Json.text(one, "type"))) {
                meant.add(Json.text(one, "name"));
            }
        }
        if (meant.isEmpty()) {
            throw Failure.of(target.title() + " has no databases.",
                    "All services: stackblaze status" + target.options());
        }
        return meant;
    }

    private static String query(List<String> services, boolean follow, int tail) {
        var query = new ArrayList<String>();
        query.add("tail=" + tail);
        if (follow) {
            query.add("follow=true");
        }
        services.forEach(service -> query.add("service=" + Target.encode(service)));
        return String.join("&", query);
    }

    private static void read(Call call, Api api, String path) throws Failure, IOException {
        var style = call.screen().style();
        try (var events = api.events(path, null)) {
            for (var event = events.next(); event.isPresent() && !event.get().name().equals("end"); event = events
                    .next()) {
                if (event.get().name().equals("line")) {
                    var line = event.get().data();
                    call.screen().result(call.json() ? line : text(Json.read(line), style));
                }
            }
        } catch (IOException e) {
            if (!call.flag("--follow")) {
                throw e;
            }
        }
    }

    private static String text(JsonNode line, Style style) {
        var at = Json.text(line, "at");
        var source = Json.text(line, "source");
        var colours = List.of("36", "35", "34", "33", "32");
        var colour = colours.get(Math.floorMod(Json.text(line, "service").hashCode(), colours.size()));
        return style.dim(at.length() > 19 ? at.substring(0, 19) + "Z" : at) + " " + style.coded(colour, source + " |")
                + " "
                + Json.text(line, "text");
    }
}
