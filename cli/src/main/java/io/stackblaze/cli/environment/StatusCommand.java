package io.stackblaze.cli.environment;

import java.util.List;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.platform.Connection;
import io.stackblaze.cli.terminal.Style;
import io.stackblaze.cli.terminal.Table;
import io.stackblaze.cli.terminal.Words;
import tools.jackson.databind.JsonNode;

/** Shows what runs. */
public final class StatusCommand implements Command {
    @Override
    public void describe(Syntax syntax) {
        syntax.environment().words("[SERVICE]", "0..1", "One service with each of its instances.");
    }

    @Override
    public int run(Call call) throws Failure {
        var target = Target.of(call);
        var status = Connection.of(call).get(target.path(""));
        var service = call.word();
        if (service.isPresent()) {
            status = one(status, service.get());
        }
        if (call.json()) {
            call.screen().result(Json.write(status));
        } else if (service.isPresent()) {
            call.screen().results(instances(status, call));
        } else {
            call.screen().results(environment(status, call));
        }
        return 0;
    }

    private static JsonNode one(JsonNode status, String name) throws Failure {
        var services = status.path("services").values();
        for (var service : services) {
            if (Json.text(service, "name").equals(name)) {
                return service;
            }
        }
        throw Failure.of("There is no service '" + name + "' in " + Json.text(status, "project") + ".",
                "There are: " + String.join(", ", services.stream().map(s -> Json.text(s, "name")).toList()));
    }

    private static List<String> environment(JsonNode status, Call call) {
        var style = call.screen().style();
        var lines = new java.util.ArrayList<String>();
        int release = status.path("release").asInt(0);
        lines.add(style.bold(Json.text(status, "project") + " / " + Json.text(status, "environment")) + "  "
                + coloured(Json.text(status, "state"), style) + (release > 0 ? "  release " + release : ""));
        var table = new Table("SERVICE", "TYPE", "STATE", "INSTANCES", "CPU", "MEMORY", "");
        for (var service : status.path("services").values()) {
            table.add(Json.text(service, "name"), Json.text(service, "type"), Json.text(service, "state"),
                    count(service), cpu(service), memory(service), remark(service, call));
        }
        if (!status.path("services").isEmpty()) {
            lines.add("");
            lines.addAll(table.lines(style));
        }
        var operation = status.path("operation");
        if (!operation.isMissingNode()) {
            lines.add("");
            lines.add(Json.text(operation, "kind") + " is " + Json.text(operation, "state")
                    + ": stackblaze operations follow " + Json.text(operation, "id"));
        }
        for (var missing : Json.texts(status, "missing")) {
            lines.add("");
            lines.add(style.notable("Missing: ") + missing);
        }
        return lines;
    }

    private static List<String> instances(JsonNode service, Call call) {
        var now = call.context().clock().instant();
        var style = call.screen().style();
        var table = new Table("INSTANCE", "STATE", "RELEASE", "SINCE", "RESTARTS", "CPU", "MEMORY", "");
        for (var instance : service.path("instances").values()) {
            int restarts = instance.path("restarts").asInt(0);
            boolean runs = Json.time(instance, "ended_at").isEmpty();
            table.add(Json.text(instance, "name"), Json.text(instance, "state"),
                    number(instance.path("release").asInt(0)),
                    Json.time(instance, runs ? "started_at" : "ended_at").map(at -> Words.relative(at, now)).orElse(""),
                    number(restarts), runs ? percent(instance.path("cpu_percent").asDouble(0)) : "",
                    runs ? Words.bytes(instance.path("memory_bytes").asLong(0)) : "", Json.text(instance, "reason"));
        }
        var lines = new java.util.ArrayList<String>();
        lines.add(style.bold(Json.text(service, "name")) + "  " + Json.text(service, "type") + "  "
                + coloured(Json.text(service, "state"), style) + "  " + remark(service, call));
        lines.add("");
        lines.addAll(table.lines(style));
        Json.texts(service, "last_lines").forEach(line -> lines.add("  " + line));
        return lines;
    }

    private static String count(JsonNode service) {
        return Json.text(service, "type").equals("cron")
                ? ""
                : service.path("ready").asInt(0) + "/" + service.path("wanted").asInt(0);
    }

    private static String cpu(JsonNode service) {
        double sum = service.path("instances").values().stream().filter(StatusCommand::runs)
                .mapToDouble(instance -> instance.path("cpu_percent").asDouble(0)).sum();
        return service.path("instances").values().stream().anyMatch(StatusCommand::runs) ? percent(sum) : "";
    }

    private static String memory(JsonNode service) {
        long sum = service.path("instances").values().stream().filter(StatusCommand::runs)
                .mapToLong(instance -> instance.path("memory_bytes").asLong(0)).sum();
        return sum > 0 ? Words.bytes(sum) : "";
    }

    private static boolean runs(JsonNode instance) {
        return Json.time(instance, "ended_at").isEmpty();
    }

    private static String remark(JsonNode service, Call call) {
        for (var key : List.of("cause", "url")) {
            if (!Json.text(service, key).isEmpty()) {
                return Json.text(service, key);
            }
        }
        var next = Json.time(service, "next");
        return next.isPresent()
                ? "next run " + Words.relative(next.get(), call.context().clock().instant())
                : Json.text(service, "detail");
    }

    private static String coloured(String state, Style style) {
        return switch (state) {
            case "live" -> style.good(state);
            case "degraded", "failed" -> style.bad(state);
            default -> style.notable(state);
        };
    }

    private static String number(int number) {
        return number == 0 ? "" : Integer.toString(number);
    }

    private static String percent(double percent) {
        return Math.round(percent) + " %";
    }
}
