package io.stackblaze.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** Reads columns into the types we use. */
public final class Rows {
    private Rows() {}

    /** A moment that is always there. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(instantOrNull(row, column), column);
    }

    /** A moment that may not be there. */
    public static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** A text that is always there. */
    public static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column), column);
    }

    /** A number that may not be there. */
    public static @Nullable Integer numberOrNull(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    /** Bytes that are always there. */
    public static byte[] bytes(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getBytes(column), column);
    }
}
