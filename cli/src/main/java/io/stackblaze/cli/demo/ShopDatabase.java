package io.stackblaze.cli.demo;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

import io.stackblaze.cli.command.Failure;

/** One side's Postgres, read by nothing but a driver: none of the product's own comparing is trusted here. */
final class ShopDatabase implements AutoCloseable {
    private final Connection connection;

    private ShopDatabase(Connection connection) {
        this.connection = connection;
    }

    /**
     * Connects.
     *
     * @param url {@code postgres://user:password@host:port/database}
     */
    static ShopDatabase open(String side, String url) throws Failure {
        var address = URI.create(url);
        var account = String.valueOf(address.getRawUserInfo()).split(":", 2);
        var properties = new Properties();
        properties.setProperty("user", decoded(account[0]));
        properties.setProperty("password", account.length > 1 ? decoded(account[1]) : "");
        properties.setProperty("sslmode", "prefer");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "60");
        properties.setProperty("ApplicationName", "demo checker");
        try {
            var connection = DriverManager.getConnection("jdbc:postgresql://" + address.getHost() + ":"
                    + (address.getPort() < 0 ? 5432 : address.getPort()) + address.getPath(), properties);
            try (var statement = connection.createStatement()) {
                statement.execute("set timezone to 'UTC'");
                statement.execute("set default_transaction_read_only to on");
                return new ShopDatabase(connection);
            }
        } catch (SQLException e) {
            throw Failure.of("The checker cannot read the database " + side + ": " + e.getMessage());
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Every row of every table of the app. */
    Contents read() throws SQLException {
        var items = new HashMap<String, Integer>();
        for (var table : column(
                "select quote_ident(tablename) from pg_tables where schemaname = 'public' order by 1")) {
            for (var row : column("select t::text from public." + table + " t")) {
                items.merge(table + " " + row, 1, Integer::sum);
            }
        }
        return new Contents(items);
    }

    /** How often each order is there. */
    Map<UUID, Integer> orders() throws SQLException {
        var orders = new HashMap<UUID, Integer>();
        for (var key : column("select key::text from orders")) {
            orders.merge(UUID.fromString(key), 1, Integer::sum);
        }
        return orders;
    }

    /** Orders that no worker has packed. */
    long unpacked() throws SQLException {
        return Long.parseLong(column("select count(*)::text from orders where packed_times = 0").getFirst());
    }

    /** Orders that workers have packed more than once. */
    long packedAgain() throws SQLException {
        return Long.parseLong(column("select count(*)::text from orders where packed_times > 1").getFirst());
    }

    /** How often the scheduler's jobs ran, by job and minute. */
    Map<Tick, Integer> runs() throws SQLException {
        var runs = new HashMap<Tick, Integer>();
        for (var run : column(
                "select job || ' ' || extract(epoch from date_trunc('minute', ran_at))::bigint from runs")) {
            int at = run.lastIndexOf(' ');
            runs.merge(new Tick(run.substring(0, at), Instant.ofEpochSecond(Long.parseLong(run.substring(at + 1)))), 1,
                    Integer::sum);
        }
        return runs;
    }

    private List<String> column(String query) throws SQLException {
        try (var statement = connection.createStatement(); var rows = statement.executeQuery(query)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is gone already.
        }
    }
}
