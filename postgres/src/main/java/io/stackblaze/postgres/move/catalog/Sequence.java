package io.stackblaze.postgres.move.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.stackblaze.postgres.move.Sql;

/**
 * Where a sequence stands. Sequences know no transactions: it is always the present that is read.
 *
 * @param name its name
 * @param last its last value
 * @param called whether {@code last} was handed out; else it is the next one
 * @param increment how it goes on; may be negative
 */
public record Sequence(TableName name, long last, boolean called, long increment) {
    private static final int AT_ONCE = 200;

    /** Reads all those of a database, by name. */
    public static List<Sequence> read(Connection connection) throws SQLException {
        var names = Sql.list(connection, "SELECT n.nspname, c.relname, s.seqincrement FROM pg_catalog.pg_sequence s"
                + " JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid"
                + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE " + Scope.OURS
                + " AND c.relpersistence <> 't'",
                row -> new Sequence(new TableName(row.getString(1), row.getString(2)), 0, false, row.getLong(3)));
        var sequences = new ArrayList<Sequence>();
        for (int from = 0; from < names.size(); from += AT_ONCE) {
            var part = names.subList(from, Math.min(names.size(), from + AT_ONCE));
            var query = IntStream.range(0, part.size())
                    .mapToObj(i -> "SELECT " + i + ", last_value, is_called FROM " + part.get(i).name.quoted())
                    .collect(Collectors.joining(" UNION ALL "));
            sequences.addAll(Sql.list(connection, query, row -> {
                var sequence = part.get(row.getInt(1));
                return new Sequence(sequence.name, row.getLong(2), row.getBoolean(3), sequence.increment);
            }));
        }
        sequences.sort(Comparator.comparing(Sequence::name));
        return List.copyOf(sequences);
    }

    /** Sets the sequence of this name on another server to stand where this one does. */
    public void apply(Connection connection) throws SQLException {
        Sql.list(connection, "SELECT pg_catalog.setval(?::regclass, ?, ?)", row -> row.getLong(1), name.quoted(), last,
                called);
    }

    /** Whether it would hand out nothing that {@code other} has handed out. */
    public boolean isAtLeast(Sequence other) {
        var mine = called ? last : last - increment;
        var others = other.called ? other.last : other.last - other.increment;
        return increment > 0 ? mine >= others : mine <= others;
    }
}
