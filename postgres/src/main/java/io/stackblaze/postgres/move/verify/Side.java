package io.stackblaze.postgres.move.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.ExportedSnapshot;
import io.stackblaze.postgres.move.Sql;

/**
 * One of two databases to be compared.
 *
 * @param endpoint the database
 * @param snapshot name of an exported snapshot that says in which state; the present one when empty, which is fine for
 * a
 * database that nobody writes to
 */
public record Side(Endpoint endpoint, Optional<String> snapshot) {
    private static final Duration SILENCE = Duration.ofHours(12);
    private static final String GIVES_WAY = "SET lock_timeout = '1s'";

    /** A session in that state. */
    Connection open() throws SQLException {
        var connection = endpoint.connect(SILENCE);
        try {
            if (snapshot.isPresent()) {
                ExportedSnapshot.adopt(connection, snapshot.get());
                // Whoever holds the snapshot may hold a lock that a truncation waits for, and we would wait behind it.
                Sql.run(connection, GIVES_WAY);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }
}
