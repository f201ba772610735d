package io.stackblaze.server.dashboard.page;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

/**
 * The report of an inspection, as pages show it.
 *
 * @param about region, stack and the like, in one line
 * @param at when Heroku was asked
 * @param mapping what becomes of each thing
 * @param undecided what a person has to decide, of the same kind
 * @param notSeen what could not be read, and how to let it be
 */
public record Inspection(String about, String at, List<Row> mapping, List<Row> undecided, List<Risk> risks,
        List<Cost> costs, Cost together, List<Hit> code, List<Risk> notSeen, String blueprint) {
    /** One thing there, and what it becomes here; empty when nothing does. */
    public record Row(String kind, String there, String here, String note) {}

    /** Something to look at. */
    public record Risk(String title, String evidence, String remedy) {}

    /** What something costs in a month, there and here. */
    public record Cost(String what, String there, String here) {}

    /** A line of code. */
    public record Hit(String place, String excerpt, String reason, String remedy) {}

    /** Of the report's JSON; what is missing is shown as nothing. */
    public static Inspection of(JsonNode report) {
        var app = report.path("app");
        var about = String.join(", ", Stream.of("region", "stack", "generation", "team").map(key -> text(app, key))
                .filter(word -> !word.isEmpty()).toList());
        return new Inspection(about, text(report, "at"), rows(report, true), rows(report, false),
                list(report, "risks").map(each -> new Risk(text(each, "title"), text(each, "evidence"),
                        text(each, "remedy"))).toList(),
                list(report, "costs")
                        .map(each -> new Cost(text(each, "what"), dollars(each, "cents_there", "not known"),
                                dollars(each, "cents_here", "as now")))
                        .toList(),
                new Cost("Together", dollars(report, "cents_there", "not known"),
                        dollars(report, "cents_here", "not known")),
                list(report, "code").map(each -> new Hit(text(each, "file") + ":" + each.path("line").asInt(0),
                        text(each, "excerpt"), text(each, "reason"), text(each, "remedy"))).toList(),
                list(report, "not_seen").map(each -> new Risk(text(each, "what"), text(each, "why"),
                        text(each, "remedy"))).toList(),
                text(report, "blueprint"));
    }

    private static List<Row> rows(JsonNode report, boolean decided) {
        return list(report, "mapping").filter(each -> each.path("decided").asBoolean(true) == decided)
                .map(each -> new Row(text(each, "kind"), text(each, "there"), text(each, "here"), text(each, "note")))
                .toList();
    }

    private static Stream<JsonNode> list(JsonNode node, String key) {
        return node.path(key).values().stream();
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).asString("");
    }

    private static String dollars(JsonNode node, String key, String unknown) {
        var cents = node.path(key);
        if (!cents.isNumber()) {
            return unknown;
        }
        int value = cents.asInt(0);
        return String.format(Locale.ROOT, value % 100 == 0 ? "$%.0f" : "$%.2f", value / 100.0);
    }
}
