package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.quoted;
import static io.stackblaze.postgres.move.Sql.run;

/**
 * Compares rows of both sides by count and by a sum of hashes that knows no order: those whose keys were captured since
 * a state, or all.
 *
 * @param staging reads what was captured on its source side
 * @param turned whether that side is the target of the following
 * @param unproved names of tables to be compared whole
 */
record Comparing(Staging staging, Optional<Snapshot> since, boolean turned, Set<String> unproved) {
    private static final int KEYS_SHOWN = 5;

    private record Digest(long rows, String hash) {}

    Recheck compare(List<FollowedTable> tables) throws SQLException {
        var differences = new ArrayList<String>();
        var rows = 0L;
        var touched = since.isPresent() ? staging.touched(tables, since.get()) : Set.<Long>of();
        var truncated = since.isPresent() ? staging.truncated(since.get()) : Set.<Long>of();
        for (FollowedTable table : tables) {
            var isWhole = since.isEmpty() || truncated.contains(table.oid())
                    || unproved.contains(table.shown());
            if (isWhole || touched.contains(table.oid())) {
                var from = isWhole || !table.hasKey() ? whole(table) : onlyTouched(table);
                var here = digest(staging.source(), table, from.source());
                var there = digest(staging.target(), table, from.target());
                rows += here.rows();
                if (!here.equals(there)) {
                    differences
                            .add("%s: %d rows at the source, %d at the target%s".formatted(table.shown(),
                                    (turned ? there : here).rows(), (turned ? here : there).rows(), keys(table, from)));
                }
            }
        }
        return new Recheck(differences, rows);
    }

    private record Rows(String source, String target) {}

    private static Rows whole(FollowedTable table) {
        var all = " from only " + table.quotedName() + " t";
        return new Rows(all, all);
    }

    /** The target gets the keys that the source captured. */
    private Rows onlyTouched(FollowedTable table) throws SQLException {
        var keys = "pg_temp.compared_" + table.oid();
        var target = staging.target();
        run(target, "drop table if exists " + keys);
        run(target, "create temporary table compared_" + table.oid() + " as select " + table.key().stream()
                .map(column -> quoted(column.name()) + " as k"
                        + (table.key().indexOf(column) + 1))
                .collect(Collectors.joining(", ")) + " from only " + table.quotedName() + " with no data");
        CopyPipe.pour(staging.source(), staging.keys(table, since.orElseThrow()), target, keys);
        var join = " k join only " + table.quotedName() + " t on " + table.matches("t", "k");
        return new Rows(" from (" + staging.keys(table, since.orElseThrow()) + ")" + join, " from " + keys + join);
    }

    private static String hash(FollowedTable table) {
        return "pg_catalog.hashtextextended(row(" + table.columnList("t.") + ")::pg_catalog.text, 0)";
    }

    private static Digest digest(Connection side, FollowedTable table, String from) throws SQLException {
        return list(side,
                "select count(*), coalesce(pg_catalog.sum(" + hash(table) + "::pg_catalog.numeric), 0)::pg_catalog.text"
                        + from,
                row -> new Digest(row.getLong(1), row.getString(2))).getFirst();
    }

    /** Some keys that differ; only ever asked when something does. */
    private String keys(FollowedTable table, Rows from) throws SQLException {
        if (!table.hasKey()) {
            return "";
        }
        var here = hashes(staging.source(), table, from.source());
        var there = hashes(staging.target(), table, from.target());
        var keys = new TreeMap<>(here);
        keys.putAll(there);
        keys.keySet().removeIf(key -> String.valueOf(here.get(key)).equals(String.valueOf(there.get(key))));
        return "; keys that differ: " + keys.keySet().stream().limit(KEYS_SHOWN).collect(Collectors.joining(" "))
                + (keys.size() > KEYS_SHOWN ? " and " + (keys.size() - KEYS_SHOWN) + " more" : "");
    }

    private static Map<String, String> hashes(Connection side, FollowedTable table, String from) throws SQLException {
        var hashes = new TreeMap<String, String>();
        list(side,
                "select row(" + table.keyList("t.") + ")::pg_catalog.text, " + hash(table) + "::pg_catalog.text" + from
                        + " limit 1000000",
                row -> hashes.put(row.getString(1), row.getString(2)));
        return hashes;
    }
}
