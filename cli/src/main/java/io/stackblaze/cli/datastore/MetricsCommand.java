package io.stackblaze.cli.datastore;

import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.platform.Connection;
import io.stackblaze.cli.terminal.Table;
import io.stackblaze.cli.terminal.Words;
import tools.jackson.databind.JsonNode;

/** {@code db metrics [DATABASE]}, {@code redis metrics [DATABASE]}: how one was over the last two hours. */
public final class MetricsCommand implements Command {
    private final String type;

    /** Of the only one of that type, when none is named. */
    public MetricsCommand(String type) {
        this.type = type;
    }

    @Override
    public void describe(Syntax syntax) {
        Datastore.describe(syntax, type).note("Over the last two hours; each point, every 15 seconds: --json");
    }

    @Override
    public int run(Call call) throws Failure {
        var api = Connection.of(call);
        var database = Datastore.of(call, api, call.word().orElse(""), type);
        var points = api.get(database.path("/metrics")).path("items");
        if (call.json()) {
            call.screen().result(Json.write(points));
            return 0;
        }
        var table = new Table("OVER TWO HOURS", "NOW", "LOWEST", "HIGHEST");
        add(table, points, "connections", "connections", value -> Long.toString(Math.round(value)));
        add(table, points, type.equals("redis") ? "commands/s" : "transactions/s", "per_second",
                value -> Double.toString(value));
        add(table, points, type.equals("redis") ? "reads that hit" : "cache hit", "hit_percent", value -> value + " %");
        add(table, points, "size", "bytes", value -> Words.bytes(Math.round(value)));
        call.screen().table(table, "Nothing was measured yet. The first figures come 15 seconds after a start.");
        return 0;
    }

    private static void add(Table table, JsonNode points, String name, String field, DoubleFunction<String> words) {
        var known = points.valueStream().filter(point -> point.has(field)).toList();
        if (!known.isEmpty()) {
            table.add(name, words.apply(known.getLast().path(field).asDouble()),
                    words.apply(values(known, field).min().orElse(0)),
                    words.apply(values(known, field).max().orElse(0)));
        }
    }

    private static DoubleStream values(List<JsonNode> points, String field) {
        return points.stream().mapToDouble(point -> point.path(field).asDouble());
    }
}
