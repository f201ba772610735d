package io.stackblaze.migration.inspect;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The report for programs. Names are stable; there may come more. */
public final class ReportJson {
    private ReportJson() {}

    /** As a tree. */
    public static ObjectNode of(Report report) {
        var app = report.inventory().app();
        var json = JsonNodeFactory.instance.objectNode();
        json.putObject("app").put("id", app.id()).put("name", app.name()).put("region", app.region())
                .put("stack", app.stack()).put("generation", app.generation()).put("space", app.space())
                .put("team", app.team()).put("maintenance", app.maintenance()).put("archived", app.archived());
        json.put("at", report.at().toString()).put("project", report.mapping().project());
        var config = json.putObject("config_vars");
        var variables = report.mapping().variables();
        variables.references().forEach(config.putObject("references")::put);
        variables.secrets().forEach(config.putArray("secrets")::add);
        variables.plain().forEach(config.putArray("plain")::add);
        variables.dropped().forEach(config.putObject("dropped")::put);
        var mapping = json.putArray("mapping");
        report.mapping().counterparts().forEach(each -> mapping.addObject().put("kind", each.kind())
                .put("there", each.there()).put("here", each.here()).put("decided", each.decided())
                .put("note", each.note()));
        var processes = json.putArray("processes");
        report.inventory().processes().forEach(each -> processes.addObject().put("type", each.type())
                .put("quantity", each.quantity()).put("size", each.size()));
        datastores(report, json);
        var risks = json.putArray("risks");
        report.risks().forEach(each -> risks.addObject().put("rank", each.rank()).put("title", each.title())
                .put("evidence", each.evidence()).put("remedy", each.remedy()));
        var code = json.putArray("code");
        report.inventory().code().forEach(each -> code.addObject().put("rule", each.rule()).put("file", each.file())
                .put("line", each.line()).put("excerpt", each.excerpt()).put("reason", each.reason())
                .put("remedy", each.remedy()));
        var costs = json.putArray("costs");
        report.mapping().costs().forEach(each -> {
            var cost = costs.addObject().put("what", each.what());
            cost.put("cents_there", each.there() < 0 ? null : Integer.valueOf(each.there()));
            cost.put("cents_here", each.here() < 0 ? null : Integer.valueOf(each.here()));
        });
        json.put("cents_there", report.centsThere()).put("cents_here", report.centsHere());
        var findings = json.putArray("not_seen");
        report.inventory().findings().forEach(each -> findings.addObject().put("what", each.what())
                .put("why", each.why()).put("remedy", each.remedy()));
        json.put("calls", report.calls()).put("calls_left", report.remaining());
        json.put("blueprint", report.mapping().blueprint());
        return json;
    }

    /** As text. */
    public static String write(Report report) {
        return JsonMapper.builder().enable(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT).build()
                .writeValueAsString(of(report));
    }

    private static void datastores(Report report, ObjectNode json) {
        var datastores = json.putArray("datastores");
        for (var store : report.inventory().datastores()) {
            var node = datastores.addObject().put("name", store.addon().name()).put("plan", store.addon().plan())
                    .put("own", store.addon().own()).put("version", store.info().version())
                    .put("bytes", store.info().bytes());
            store.variables().forEach(node.putArray("variables")::add);
            store.addon().otherApps().forEach(node.putArray("other_apps")::add);
            var postgres = store.postgres();
            if (postgres != null) {
                node.put("version", postgres.version()).put("bytes", postgres.bytes())
                        .put("connections", postgres.connections()).put("connection_limit", postgres.connectionLimit());
                postgres.extensions().forEach(node.putArray("extensions")::add);
                var tables = node.putArray("tables");
                postgres.tables().forEach(each -> tables.addObject().put("name", each.name()).put("rows", each.rows())
                        .put("bytes", each.bytes()).put("keyed", each.keyed()));
                var abilities = node.putArray("abilities");
                postgres.abilities().forEach(each -> abilities.addObject().put("name", each.name())
                        .put("works", each.works()).put("said", each.said()));
            }
            var keyValue = store.keyValue();
            if (keyValue != null) {
                node.put("version", keyValue.version()).put("bytes", keyValue.usedBytes())
                        .put("limit_bytes", keyValue.limitBytes()).put("policy", keyValue.policy())
                        .put("keys", keyValue.keys());
            }
        }
    }
}
