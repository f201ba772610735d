package io.stackblaze.cli.api;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.cli.command.Failure;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Problem details (RFC 9457) as a failure of the command. */
final class Problem {
    private Problem() {}

    static Failure of(int status, String body, URI base) {
        JsonNode problem;
        try {
            problem = Json.read(body);
        } catch (JacksonException e) {
            problem = Json.object();
        }
        var detail = Json.text(problem, "detail");
        if (detail.isEmpty()) {
            var title = Json.text(problem, "title");
            detail = title.isEmpty()
                    ? "The server at " + base + " answered " + status + " and did not say why."
                    : title;
        }
        var remedy = Json.text(problem, "remedy");
        var remedies = remedy.isEmpty() ? new String[0] : new String[]{remedy};
        var failure = switch (status) {
            case 401, 403 -> Failure.notAllowed(detail, remedies);
            case 502, 503, 504 -> Failure.unreachable(detail, remedies);
            default -> Failure.of(detail, remedies);
        };
        return failure.withLines(faults(problem));
    }

    private static List<String> faults(JsonNode problem) {
        var lines = new ArrayList<String>();
        for (var fault : problem.path("faults").values()) {
            var file = Json.text(fault, "file");
            var path = Json.text(fault, "path");
            var place = file.isEmpty()
                    ? ""
                    : file + ":" + fault.path("line").asInt(1) + ":" + fault.path("column").asInt(1) + ": ";
            lines.add((place + (path.isEmpty() ? "" : path + ": ") + Json.text(fault, "problem") + " "
                    + Json.text(fault, "remedy")).strip());
        }
        return lines;
    }
}
