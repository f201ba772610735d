package io.stackblaze.postgres.move.schema;

import java.util.Optional;

import io.stackblaze.postgres.move.catalog.TableName;

/**
 * A foreign key.
 *
 * @param table that refers
 * @param name its name
 * @param sql makes it, where possible without looking at rows
 * @param validation looks at the rows then
 */
public record ForeignKey(TableName table, String name, String sql, Optional<String> validation) {
    /** As people read it. */
    @Override
    public String toString() {
        return "foreign key " + name + " of " + table;
    }
}
