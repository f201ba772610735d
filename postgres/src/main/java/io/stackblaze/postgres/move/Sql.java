package io.stackblaze.postgres.move;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The few shapes in which moving a database talks SQL. */
public final class Sql {
    /** Makes a value of the row at which the result stands. */
    @FunctionalInterface
    public interface Row<T> {
        /** Reads the row. */
        T read(ResultSet row) throws SQLException;
    }

    private Sql() {}

    /** Runs a query with its parameters and returns what {@code row} makes of each row. */
    public static <T> List<T> list(Connection connection, String query, Row<T> row, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                var list = new ArrayList<T>();
                while (rows.next()) {
                    list.add(row.read(rows));
                }
                return list;
            }
        }
    }

    /** First column of the only row, as text. */
    public static String text(Connection connection, String query, Object... parameters) throws SQLException {
        return list(connection, query, row -> String.valueOf(row.getString(1)), parameters).getFirst();
    }

    /** First column of the only row, as a whole number. */
    public static long number(Connection connection, String query, Object... parameters) throws SQLException {
        return list(connection, query, row -> row.getLong(1), parameters).getFirst();
    }

    /** First column of the only row, as a truth value. */
    public static boolean truth(Connection connection, String query, Object... parameters) throws SQLException {
        return list(connection, query, row -> row.getBoolean(1), parameters).getFirst();
    }

    /** Runs a statement as it is. */
    public static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    /** Runs a statement with parameters. */
    public static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    /** A name in double quotes. */
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text as a literal, whatever it holds. */
    public static String literal(String text) {
        var quoted = "'" + text.replace("'", "''") + "'";
        return text.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
    }
}
