package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;

import org.postgresql.PGConnection;

/** Pours what one server reads into a table of another, in Postgres's text form, which every version reads alike. */
final class CopyPipe {
    private CopyPipe() {}

    /**
     * Copies the rows of a query.
     *
     * @return how many
     */
    static long pour(Connection source, String query, Connection target, String into) throws SQLException {
        var out = source.unwrap(PGConnection.class).getCopyAPI().copyOut("copy (" + query + ") to stdout");
        try {
            var in = target.unwrap(PGConnection.class).getCopyAPI().copyIn("copy " + into + " from stdin");
            try {
                for (var row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
                    in.writeToCopy(row, 0, row.length);
                }
                return in.endCopy();
            } finally {
                if (in.isActive()) {
                    in.cancelCopy();
                }
            }
        } finally {
            if (out.isActive()) {
                out.cancelCopy();
            }
        }
    }
}
