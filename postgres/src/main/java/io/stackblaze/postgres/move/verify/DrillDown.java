package io.stackblaze.postgres.move.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.catalog.Table;
import io.stackblaze.postgres.move.verify.TableCheck.RowDifference;
import io.stackblaze.postgres.move.verify.TableCheck.RowDifference.Kind;

/**
 * Finds rows that differ. Both servers sum up buckets of rows by key; only rows of buckets that differ are fetched, as
 * key and hash. Without a key the whole row is its key.
 */
final class DrillDown {
    private static final int BUCKETS = 4096;
    private static final int BUCKETS_SHOWN = 16;
    private static final int ROWS_SHOWN = 20;

    private final Connection source;
    private final Connection target;
    private final Table table;
    private final String hash;
    private final String key;

    DrillDown(Connection source, Connection target, Table table, RowHash hash) {
        this.source = source;
        this.target = target;
        this.table = table;
        this.hash = hash.of(table);
        this.key = "ROW(" + table.key().map(found -> found.columns().stream().map(table::column).toList())
                .orElse(table.columns()).stream().map(column -> column.quoted() + "::text")
                .collect(Collectors.joining(", ")) + ")::text COLLATE \"C\"";
    }

    List<RowDifference> find() throws SQLException {
        var here = buckets(source);
        var there = buckets(target);
        var differing = new TreeSet<Integer>();
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (!here.getOrDefault(bucket, "").equals(there.getOrDefault(bucket, ""))) {
                differing.add(bucket);
            }
        }
        var found = new ArrayList<RowDifference>();
        for (int bucket : differing.stream().limit(BUCKETS_SHOWN).toList()) {
            compare(rows(source, bucket), rows(target, bucket), found);
        }
        return found.stream().limit(ROWS_SHOWN).toList();
    }

    private static void compare(Map<String, String> here, Map<String, String> there, List<RowDifference> found) {
        var keys = new TreeSet<>(here.keySet());
        keys.addAll(there.keySet());
        for (String row : keys) {
            if (!there.containsKey(row)) {
                found.add(new RowDifference(row, Kind.MISSING));
            } else if (!here.containsKey(row)) {
                found.add(new RowDifference(row, Kind.EXTRA));
            } else if (!String.valueOf(here.get(row)).equals(there.get(row))) {
                found.add(new RowDifference(row, Kind.CHANGED));
            }
        }
    }

    private Map<Integer, String> buckets(Connection connection) throws SQLException {
        var buckets = new HashMap<Integer, String>();
        Sql.list(connection, "SELECT hashtextextended(" + key + ", 0) & " + (BUCKETS - 1)
                + ", count(*) || ' ' || sum(" + hash + ") FROM ONLY " + table.name().quoted() + " GROUP BY 1",
                row -> buckets.put(row.getInt(1), row.getString(2)));
        return buckets;
    }

    /** Rows of a bucket by key; rows that are the same are counted. */
    private Map<String, String> rows(Connection connection, int bucket) throws SQLException {
        var rows = new HashMap<String, String>();
        Sql.list(connection, "SELECT left(" + key + ", 500), count(*) || ' ' || sum(" + hash + ") FROM ONLY "
                + table.name().quoted() + " WHERE hashtextextended(" + key + ", 0) & " + (BUCKETS - 1)
                + " = ? GROUP BY 1"
                + " ORDER BY 1 LIMIT 1000", row -> rows.put(row.getString(1), row.getString(2)), (long) bucket);
        return rows;
    }
}
