package io.stackblaze.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Heroku's spellings, for hands that know them. */
final class Heroku {
    private static final Map<String, List<String>> SPELLINGS = Map.ofEntries(
            Map.entry("config", List.of("env", "list")),
            Map.entry("config:set", List.of("env", "set")), Map.entry("config:get", List.of("env", "get")),
            Map.entry("config:unset", List.of("env", "unset")), Map.entry("ps", List.of("status")),
            Map.entry("ps:scale", List.of("scale")), Map.entry("ps:restart", List.of("restart")),
            Map.entry("dyno:scale", List.of("scale")), Map.entry("dyno:restart", List.of("restart")),
            Map.entry("releases:rollback", List.of("rollback")), Map.entry("apps", List.of("projects")),
            Map.entry("apps:info", List.of("status")), Map.entry("apps:open", List.of("open")),
            Map.entry("apps:destroy", List.of("destroy")),
            Map.entry("pg:backups", List.of("backups", "list")),
            Map.entry("pg:backups:capture", List.of("backups", "create")),
            Map.entry("pg:backups:restore", List.of("db", "restore")),
            Map.entry("pg", List.of("db", "list")), Map.entry("pg:info", List.of("db", "info")),
            Map.entry("pg:psql", List.of("db", "psql")), Map.entry("psql", List.of("db", "psql")),
            Map.entry("pg:wait", List.of("db", "wait")), Map.entry("pg:credentials:url", List.of("db", "url")),
            Map.entry("pg:backups:info", List.of("backups", "list")), Map.entry("pg:logs", List.of("db", "logs")),
            Map.entry("pg:metrics", List.of("db", "metrics")), Map.entry("pg:copy", List.of("db", "copy")),
            Map.entry("pg:outliers", List.of("db", "info")), Map.entry("redis:credentials", List.of("redis", "url")),
            Map.entry("redis:wait", List.of("redis", "wait")), Map.entry("redis:info", List.of("redis", "info")),
            Map.entry("redis:cli", List.of("db", "redis-cli")),
            Map.entry("autocomplete", List.of("completion")));

    private Heroku() {}

    /** The same in our words; {@code help env set} is {@code env set --help}. */
    static List<String> translate(List<String> arguments) {
        if (!arguments.isEmpty() && arguments.getFirst().equals("help")) {
            var asked = new ArrayList<>(arguments.subList(1, arguments.size()));
            asked.add("--help");
            return asked;
        }
        var ours = arguments.isEmpty() ? null : SPELLINGS.get(arguments.getFirst());
        if (ours == null) {
            return arguments;
        }
        var translated = new ArrayList<>(ours);
        translated.addAll(arguments.subList(1, arguments.size()));
        return translated;
    }

    /** The spellings, for suggestions. */
    static Collection<String> spellings() {
        return SPELLINGS.keySet();
    }
}
