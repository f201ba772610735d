package io.stackblaze.postgres.move.cutover;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.catalog.Scope;
import io.stackblaze.postgres.move.catalog.TableName;
import org.jspecify.annotations.Nullable;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.literal;

/** Carries the state of sequences over, which no trigger and no slot follows. */
final class Sequences {
    private record State(long value, boolean called) {}

    private record Sequence(TableName name, boolean descends, boolean cycles) {}

    private Sequences() {}

    /**
     * Sets every sequence of the target to where the source's is; one that is ahead already stays, since a number may
     * have been given out that way.
     *
     * @return how many were set
     */
    static int carry(Connection source, Connection target) throws SQLException {
        var sequences = list(source,
                "select n.nspname, c.relname, s.seqincrement < 0, s.seqcycle from pg_catalog.pg_sequence s "
                        + "join pg_catalog.pg_class c on c.oid = s.seqrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
                        + "where c.relpersistence <> 't' and " + Scope.OURS + " order by 1, 2",
                row -> new Sequence(new TableName(row.getString(1), row.getString(2)), row.getBoolean(3),
                        row.getBoolean(4)));
        if (sequences.isEmpty()) {
            return 0;
        }
        var there = states(target, sequences);
        var settings = states(source, sequences).entrySet().stream()
                .filter(entry -> isBehind(entry.getKey(), there.get(entry.getKey()), entry.getValue()))
                .map(entry -> "pg_catalog.setval(" + literal(entry.getKey().name().quoted()) + ", "
                        + entry.getValue().value() + ", " + entry.getValue().called() + ")")
                .toList();
        if (!settings.isEmpty()) {
            // In rows, not in columns: there may be thousands.
            Sql.list(target, settings.stream().map(setting -> "select " + setting)
                    .collect(Collectors.joining(" union all ")), row -> row.getLong(1));
        }
        return settings.size();
    }

    private static boolean isBehind(Sequence sequence, @Nullable State there, State here) {
        if (sequence.cycles() || there == null) {
            return !here.equals(there);
        }
        if (there.value() == here.value()) {
            return here.called() && !there.called();
        }
        return sequence.descends() ? there.value() > here.value() : there.value() < here.value();
    }

    private static Map<Sequence, State> states(Connection connection, List<Sequence> sequences) throws SQLException {
        var states = new HashMap<Sequence, State>();
        var query = new StringBuilder();
        for (int i = 0; i < sequences.size(); i++) {
            query.append(i == 0 ? "" : " union all ").append("select ").append(i)
                    .append(", last_value, is_called from ")
                    .append(sequences.get(i).name().quoted());
        }
        list(connection, query.toString(), row -> states.put(sequences.get(row.getInt(1)),
                new State(row.getLong(2), row.getBoolean(3))));
        return states;
    }
}
