package io.stackblaze.postgres.move.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.Sql;

/** How the schema of a source is read. */
public enum SchemaBy {
    /** By {@code pg_dump} where a fitting one is found, else from the catalog. */
    AUTO,
    /** By {@code pg_dump} of the source's major or a newer one. */
    PG_DUMP,
    /** From the catalog, in Java; no program is needed. */
    CATALOG;

    /** What only {@code pg_dump} carries. */
    private static final Set<String> DUMPED = Set.of("base type", "operator class", "operator family", "conversion",
            "text search configuration", "text search dictionary", "text search parser", "text search template",
            "language", "transform", "access method");

    /** As it is written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the schema that a snapshot shows.
     *
     * @param connection a session of the source that sees the snapshot
     * @param snapshot its name
     */
    public Schema read(Endpoint source, Connection connection, String snapshot)
            throws SQLException, MoveException, InterruptedException {
        var catalog = SchemaReader.read(connection);
        var program = program(connection);
        return program == null ? catalog : DumpedSchema.read(program, source, snapshot, catalog);
    }

    /** Whether something that the catalog's reader leaves is carried after all. */
    public boolean carries(Leftover leftover, Connection connection) throws SQLException, MoveException {
        return DUMPED.contains(leftover.kind()) && program(connection) != null;
    }

    private java.nio.file.@org.jspecify.annotations.Nullable Path program(Connection connection)
            throws SQLException, MoveException {
        if (this == CATALOG) {
            return null;
        }
        var major = (int) (Sql.number(connection, "SELECT current_setting('server_version_num')::bigint") / 10_000);
        var found = DumpProgram.find(major);
        if (found.isEmpty() && this == PG_DUMP) {
            throw new MoveException(Code.REFUSED, "There is no pg_dump of version " + major
                    + " or newer on this machine. Install one (postgresql-client-" + major
                    + "), or have the schema read from the catalog.");
        }
        return found.orElse(null);
    }
}
