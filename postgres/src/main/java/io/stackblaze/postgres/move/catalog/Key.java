package io.stackblaze.postgres.move.catalog;

import java.util.List;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.Sql;

/**
 * What tells the rows of a table apart at every moment: a primary key, or a unique index over columns without nulls,
 * without condition or expression, checked at once.
 *
 * @param index name of the index
 * @param primary whether it is the primary key
 * @param columns its columns, in the index's order
 */
public record Key(String index, boolean primary, List<String> columns) {
    /** Copies the list. */
    public Key {
        columns = List.copyOf(columns);
    }

    /** Its columns as SQL writes them, with commas. */
    public String quotedColumns() {
        return columns.stream().map(Sql::quoted).collect(Collectors.joining(", "));
    }
}
