package io.stackblaze.postgres.move.follow;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import static io.stackblaze.postgres.move.Sql.quoted;

/**
 * One physical table, a partition like any other.
 *
 * @param oid the source's number for it
 * @param schema its schema
 * @param name its name
 * @param columns columns that hold data of their own, in order; generated ones are left out
 * @param key columns that tell rows apart; empty if none do
 * @param byRow whether statements may name another table and still write this one: partitions, inheritance
 */
record FollowedTable(long oid, String schema, String name, List<FollowedColumn> columns, List<KeyColumn> key,
        boolean byRow) {
    private static final String BY_ROW = "by row: ";
    private static final String BY_STATEMENT = "by statement: ";

    /**
     * A column that is written.
     *
     * @param type as the server writes it, with its schema
     * @param definition what follows the name when it is added to a table: type, collation, default, not null
     */
    record FollowedColumn(String name, String type, String definition) {}

    /** A column of the key, and the operator by which its index tells equal values. */
    record KeyColumn(String name, String equals) {}

    FollowedTable {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    boolean hasKey() {
        return !key.isEmpty();
    }

    /** Schema and name, quoted. */
    String quotedName() {
        return quoted(schema) + "." + quoted(name);
    }

    /** As people write it. */
    String shown() {
        return schema + "." + name;
    }

    /** Where the capture keeps its entries. */
    String log() {
        return Capture.SCHEMA + ".log_" + oid;
    }

    /** Names of the columns, quoted, each after a prefix such as {@code t.}, separated by commas. */
    String columnList(String prefix) {
        return columns.stream().map(column -> prefix + quoted(column.name())).collect(Collectors.joining(", "));
    }

    /** Names of the key's columns likewise. */
    String keyList(String prefix) {
        return key.stream().map(column -> prefix + quoted(column.name())).collect(Collectors.joining(", "));
    }

    /** Names of the key's columns in the capture: {@code k1, k2}. */
    String capturedKey(String prefix) {
        return IntStream.rangeClosed(1, key.size()).mapToObj(i -> prefix + "k" + i).collect(Collectors.joining(", "));
    }

    /** Whether a row of the table under one alias has a captured key under the other. */
    String matches(String table, String captured) {
        return IntStream.range(0, key.size()).mapToObj(i -> table + "." + quoted(key.get(i).name()) + " "
                + key.get(i).equals() + " " + captured + ".k" + (i + 1)).collect(Collectors.joining(" and "));
    }

    /** What must stay the same for following to go on unheeded. */
    String shape() {
        return columns.stream().map(column -> quoted(column.name()) + " " + column.type())
                .collect(Collectors.joining(", "));
    }

    /**
     * Whether a capture serves it: one that was made for it, or one by row, which notices what one by statement does.
     */
    boolean isServedBy(@Nullable String captured) {
        var wanted = capturedShape();
        return captured != null && (captured.equals(wanted)
                || (!byRow && captured.startsWith(BY_ROW)
                        && captured.endsWith(wanted.substring(BY_STATEMENT.length()))));
    }

    /** What its capture is made for: the key, or every column where there is none. */
    String capturedShape() {
        var types = columns.stream().collect(Collectors.toMap(FollowedColumn::name, FollowedColumn::type));
        var what = hasKey()
                ? key.stream().map(column -> quoted(column.name()) + " " + types.getOrDefault(column.name(), ""))
                        .collect(Collectors.joining(", "))
                : shape();
        return (byRow ? BY_ROW : BY_STATEMENT) + (hasKey() ? "key " : "row ") + what;
    }
}
