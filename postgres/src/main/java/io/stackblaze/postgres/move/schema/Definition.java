package io.stackblaze.postgres.move.schema;

/**
 * One object of a schema and the SQL that makes it.
 *
 * @param id what it is in its database; dependencies are told by it
 * @param kind in a word, such as {@code view}
 * @param name as people read it
 * @param sql one or more statements
 */
public record Definition(ObjectId id, String kind, String name, String sql) {
    /**
     * Number of an object in its database.
     *
     * @param catalog oid of the system table that lists it
     * @param oid its number there
     */
    public record ObjectId(long catalog, long oid) {}

    /** As people read it, with its kind. */
    @Override
    public String toString() {
        return kind + " " + name;
    }
}
