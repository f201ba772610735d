package io.stackblaze.postgres.move.schema;

import java.util.Optional;

import io.stackblaze.postgres.move.catalog.TableName;

/**
 * An index or a constraint that an index enforces.
 *
 * @param table whose it is
 * @param name its name
 * @param sql makes it; a shared lock is enough while it is built, except for exclusion constraints
 * @param completion statements that turn the built index into a constraint and tell its table of it, each after a
 * semicolon; may be empty
 * @param attachment makes it a part of its partitioned index
 * @param bytes its size on the source, 0 for one that has no rows of its own
 * @param partitioned whether its rows are in its parts
 */
public record IndexDefinition(TableName table, String name, String sql, String completion, Optional<String> attachment,
        long bytes, boolean partitioned) {
    /** As people read it. */
    @Override
    public String toString() {
        return "index " + name + " of " + table;
    }
}
