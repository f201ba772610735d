package io.stackblaze.postgres.move;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

/** A database with something of everything. */
public final class Broad {
    private Broad() {}

    /** Makes it. */
    public static void make(Endpoint endpoint) throws SQLException, IOException {
        try (Connection connection = endpoint.connect()) {
            Sql.run(connection, text("broad.sql"));
        }
    }

    /** The SQL of a file beside this class. */
    public static String text(String name) throws IOException {
        try (var stream = Broad.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IOException(name + " is missing");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
