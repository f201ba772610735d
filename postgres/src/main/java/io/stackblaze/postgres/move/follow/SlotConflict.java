package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.literal;
import static io.stackblaze.postgres.move.Sql.text;

/**
 * Finds the row because of which a subscription stopped: reads the commit that the target did not take from the
 * source's
 * log, as text, and looks for a row of the target that has one of its unique values.
 *
 * @param source a session of the source, in auto-commit mode
 * @param target a session of the target
 * @param slot name of the slot, from which nobody reads now
 */
record SlotConflict(Connection source, Connection target, String slot) {
    /** What the plugin for people writes: a table, what was done, and each column with its type and value. */
    private static final Pattern CHANGE = Pattern.compile(
            "table (.+?): (INSERT|UPDATE): (?:old-key: .*? new-tuple: )?(.*)",
            Pattern.DOTALL);
    private static final Pattern COLUMN = Pattern.compile(
            "(\"(?:[^\"]|\"\")+\"|[^\\s\\[]+)\\[((?:[^\\[\\]]|\\[\\])*)\\]:('(?:[^']|'')*'|\\S+)");

    private static final String REFUSED = """
            with lines as (select lsn, xid::pg_catalog.text as xid, data, nr from pg_catalog.pg_logical_slot_peek_changes(
                    ?, null, null, 'skip-empty-xacts', '1') with ordinality as e (lsn, xid, data, nr)),
                refused as (select xid from lines where data like 'COMMIT%' and lsn > ?::pg_catalog.pg_lsn
                    order by nr limit 1)
            select data from lines join refused using (xid) where data like 'table %' order by nr limit 10000""";
    private static final String UNIQUE = """
            select i.indisprimary, pg_catalog.array_agg(pg_catalog.quote_ident(a.attname) order by a.attnum)
            from pg_catalog.pg_index i join pg_catalog.pg_attribute a on a.attrelid = i.indrelid
                and a.attnum = any (i.indkey) where i.indrelid = pg_catalog.to_regclass(?) and i.indisunique
                and i.indexprs is null and i.indpred is null group by i.indexrelid, i.indisprimary""";

    private record Index(boolean primary, List<String> columns) {}

    /** Both rows, in words; empty when they cannot be found. */
    Optional<String> rows() throws SQLException {
        var applied = text(target, "select coalesce(pg_catalog.pg_replication_origin_progress('pg_' || oid, false),"
                + " '0/0') from pg_catalog.pg_subscription where subslotname = ? and subdbid = (select oid from"
                + " pg_catalog.pg_database where datname = pg_catalog.current_database())", slot);
        var copy = text(source, "select slot_name from pg_catalog.pg_copy_logical_replication_slot(?, 'stackblaze_why_'"
                + " || pg_catalog.pg_backend_pid(), true, 'test_decoding')", slot);
        try {
            for (String change : list(source, REFUSED, row -> row.getString(1), copy, applied)) {
                var rows = rows(change);
                if (rows.isPresent()) {
                    return rows;
                }
            }
            return Optional.empty();
        } finally {
            list(source, "select pg_catalog.pg_drop_replication_slot(?)", row -> true, copy);
        }
    }

    private Optional<String> rows(String change) throws SQLException {
        var parts = CHANGE.matcher(change);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var table = parts.group(1);
        var values = new HashMap<String, String>();
        var columns = COLUMN.matcher(parts.group(3));
        while (columns.find()) {
            values.put(columns.group(1), columns.group(3));
        }
        List<Index> indexes = list(target, UNIQUE,
                row -> new Index(row.getBoolean(1), List.of((String[]) row.getArray(2).getArray())), table);
        var itself = parts.group(2).equals("UPDATE")
                ? indexes.stream().filter(Index::primary).findFirst().map(index -> " and not (" + same(index, values)
                        + ")").orElse("")
                : "";
        for (Index index : indexes) {
            if (values.keySet().containsAll(index.columns())) {
                var there = list(target, "select row(t.*)::pg_catalog.text from only " + table + " t where "
                        + same(index, values) + itself + " limit 1", row -> row.getString(1));
                if (!there.isEmpty()) {
                    return Optional.of(" Row of the source: " + table + ": " + parts.group(3)
                            + ". Row at the target: " + there.getFirst() + ".");
                }
            }
        }
        return Optional.empty();
    }

    private static String same(Index index, Map<String, String> values) {
        return index.columns().stream().map(column -> "t." + column + "::pg_catalog.text = "
                + literal(plain(values.getOrDefault(column, "")))).collect(Collectors.joining(" and "));
    }

    private static String plain(String value) {
        return value.startsWith("'") ? value.substring(1, value.length() - 1).replace("''", "'") : value;
    }
}
