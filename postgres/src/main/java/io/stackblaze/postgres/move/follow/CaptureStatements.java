package io.stackblaze.postgres.move.follow;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static io.stackblaze.postgres.move.Sql.literal;
import static io.stackblaze.postgres.move.Sql.quoted;

/**
 * The statements that put capture on one table: a log, functions that fill it, triggers that call them. The log holds
 * the keys of touched rows, or whole rows with a sign where there is no key, each with its writer.
 */
final class CaptureStatements {
    /** Triggers of ours start with this. */
    static final String TRIGGER = "stackblaze_capture_";
    private static final String INSERT = "insert";
    private static final String UPDATE = "update";
    private static final String DELETE = "delete";

    private final FollowedTable table;
    private final BatchRule rule;

    CaptureStatements(FollowedTable table, BatchRule rule) {
        this.table = table;
        this.rule = rule;
    }

    /** All of them, in order; those that lock the table come last. */
    List<String> all() {
        var statements = new ArrayList<String>();
        statements.add("create table " + table.log() + " as select " + logged() + " from only " + table.quotedName()
                + " with no data");
        statements.add("alter table " + table.log() + " alter _x set default " + rule.writer()
                + ", alter _x set not null, set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)");
        statements.add("create index on " + table.log() + " (_x)");
        var events = List.of(INSERT, UPDATE, DELETE);
        if (table.byRow()) {
            statements.add(function("row", rowBody()));
            events.forEach(event -> statements.add(trigger(event, event, "", "for each row", "row")));
        } else {
            for (String event : events) {
                statements.add(function(event, statementBody(event)));
                statements.add(trigger(event, event, transitions(event), "for each statement", event));
            }
        }
        statements.add(function("truncate", "insert into " + Capture.SCHEMA + ".truncated (rel) values (" + table.oid()
                + ");"));
        statements.add(trigger("truncate", "truncate", "", "for each statement", "truncate"));
        return statements;
    }

    private String logged() {
        var columns = table.hasKey()
                ? numbered(table.key().size(), "k", table.key().stream().map(FollowedTable.KeyColumn::name).toList())
                : "null::pg_catalog.int4 as s, " + numbered(table.columns().size(), "c",
                        table.columns().stream().map(FollowedTable.FollowedColumn::name).toList());
        return "null::pg_catalog.xid8 as _x, " + columns;
    }

    private static String numbered(int count, String letter, List<String> names) {
        return IntStream.range(0, count).mapToObj(i -> quoted(names.get(i)) + " as "
                + letter + (i + 1)).collect(Collectors.joining(", "));
    }

    private String statementBody(String event) {
        var into = "insert into " + table.log() + " (" + logColumns() + ") ";
        var oldRows = "select " + row("ot.", -1) + " from ot";
        var newRows = "select " + row("nt.", 1) + " from nt";
        return into + switch (event) {
            case INSERT -> newRows;
            case DELETE -> oldRows;
            default -> oldRows + (table.hasKey() ? " union " : " union all ") + newRows;
        } + ";";
    }

    private String rowBody() {
        var into = "insert into " + table.log() + " (" + logColumns() + ") values ";
        var changed = table.hasKey()
                ? "row(" + table.keyList("new.") + ")::pg_catalog.record operator(pg_catalog.*<>) row("
                        + table.keyList("old.") + ")::pg_catalog.record"
                : "true";
        return """
                if tg_op operator(pg_catalog.<>) 'INSERT' then %s (%s); end if;
                if tg_op operator(pg_catalog.=) 'INSERT' then %s (%s);
                elsif tg_op operator(pg_catalog.=) 'UPDATE' and %s then %s (%s); end if;"""
                .formatted(into, row("old.", -1), into, row("new.", 1), changed, into, row("new.", 1));
    }

    private String logColumns() {
        return table.hasKey()
                ? table.capturedKey("")
                : "s, " + IntStream.rangeClosed(1, table.columns().size()).mapToObj(i -> "c" + i)
                        .collect(Collectors.joining(", "));
    }

    private String row(String prefix, int sign) {
        return table.hasKey() ? table.keyList(prefix) : sign + ", " + table.columnList(prefix);
    }

    /**
     * Every name and operator in a body says its schema, so that nobody's {@code search_path} matters: pinning one for
     * each call
     * would make a quarter of what capturing costs.
     */
    private String function(String name, String body) {
        return "create function %s() returns trigger language plpgsql security definer as %s".formatted(function(name),
                literal("begin " + body + " return null; end"));
    }

    private String function(String name) {
        return Capture.SCHEMA + ".catch_" + table.oid() + "_" + name;
    }

    private static String transitions(String event) {
        return switch (event) {
            case INSERT -> "referencing new table as nt";
            case DELETE -> "referencing old table as ot";
            default -> "referencing old table as ot new table as nt";
        };
    }

    private String trigger(String name, String event, String transitions, String each, String function) {
        return "create trigger %s%s after %s on %s %s %s execute function %s()".formatted(TRIGGER, name, event,
                table.quotedName(), transitions, each, function(function));
    }

    /** Lets the triggers fire for writers that play a replica, too. */
    String always() {
        return "alter table " + table.quotedName() + List.of(INSERT, UPDATE, DELETE, "truncate").stream()
                .map(name -> " enable always trigger " + TRIGGER + name).collect(Collectors.joining(","));
    }
}
