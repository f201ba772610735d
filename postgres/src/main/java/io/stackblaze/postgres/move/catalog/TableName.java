package io.stackblaze.postgres.move.catalog;

import io.stackblaze.postgres.move.Sql;

/** Name of a relation: a table, a sequence, a view. Any text that Postgres takes as a name. */
public record TableName(String schema, String name) implements Comparable<TableName> {
    /** As SQL writes it, whatever characters it holds. */
    public String quoted() {
        return Sql.quoted(schema) + "." + Sql.quoted(name);
    }

    /** By schema, then by name. */
    @Override
    public int compareTo(TableName other) {
        var bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    /** As people read it. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
