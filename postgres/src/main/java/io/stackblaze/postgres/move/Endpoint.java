package io.stackblaze.postgres.move;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;

/**
 * A database at a server, and how to sign in. Holds a password, which shows in no text.
 *
 * @param host name or address
 * @param port TCP port
 * @param database name of the database
 * @param user account
 * @param password its password; may be empty
 * @param tls how the connection is protected
 */
public record Endpoint(String host, int port, String database, String user, String password, Tls tls) {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofMinutes(2);

    /**
     * What a session must agree on, so that values read the same on both sides, names mean what they say, and nothing
     * set for the application's sessions gets in the way.
     */
    private static final String PINNED = """
            SELECT set_config(pin.name, pin.value, false)
            FROM (VALUES ('search_path', ''), ('TimeZone', 'UTC'), ('DateStyle', 'ISO, YMD'),
                ('IntervalStyle', 'postgres'), ('extra_float_digits', '3'), ('bytea_output', 'hex'),
                ('xmloption', 'content'), ('lc_monetary', 'C'), ('standard_conforming_strings', 'on'),
                ('array_nulls', 'on'), ('transform_null_equals', 'off'), ('quote_all_identifiers', 'off'),
                ('row_security', 'off'), ('default_tablespace', ''), ('temp_tablespaces', ''),
                ('default_transaction_isolation', 'read committed'), ('default_transaction_read_only', 'off'),
                ('default_transaction_deferrable', 'off'), ('synchronize_seqscans', 'off'), ('jit', 'off'),
                ('statement_timeout', '0'), ('lock_timeout', '0'), ('transaction_timeout', '0'),
                ('idle_in_transaction_session_timeout', '0'), ('idle_session_timeout', '0')) AS pin (name, value)
            WHERE EXISTS (SELECT FROM pg_catalog.pg_settings AS known WHERE known.name = pin.name)""";

    /** How a connection is protected, in libpq's words. */
    public enum Tls {
        /** Not at all. */
        DISABLE,
        /** Encrypted if the server can. */
        PREFER,
        /** Encrypted; the server's certificate is not checked, as with Heroku's. */
        REQUIRE,
        /** Encrypted, and the certificate is signed by somebody this machine trusts. */
        VERIFY_CA,
        /** Encrypted, signed, and made for this host. */
        VERIFY_FULL;

        /** As URLs write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Reads {@code postgres://user:password@host:port/database?sslmode=require}; {@code postgresql:} and {@code jdbc:}
     * are fine too. Parts may be percent-encoded. Without a port it is 5432, without {@code sslmode} {@code prefer}.
     *
     * @throws IllegalArgumentException naming everything that is wrong, without the password
     */
    public static Endpoint parse(String url) {
        return EndpointUrl.parse(url);
    }

    /** Opens a session with our pinned settings, in which the server may be silent for two minutes. */
    public Connection connect() throws SQLException {
        return connect(SILENCE);
    }

    /**
     * Opens a session with our pinned settings.
     *
     * @param silence how long the server may take to say anything, such as the end of one long statement
     */
    public Connection connect(Duration silence) throws SQLException {
        return open(properties(silence));
    }

    /**
     * Opens a session that may also make a replication slot, with commands of its own; the account needs the right to
     * replicate.
     */
    public Connection connectReplicating(Duration silence) throws SQLException {
        var properties = properties(silence);
        properties.setProperty("replication", "database");
        properties.setProperty("assumeMinServerVersion", "13");
        properties.setProperty("preferQueryMode", "simple");
        return open(properties);
    }

    private Properties properties(Duration silence) {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("sslmode", tls.word());
        if (tls == Tls.VERIFY_CA || tls == Tls.VERIFY_FULL) {
            properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("connectTimeout", Long.toString(CONNECT.toSeconds()));
        properties.setProperty("loginTimeout", Long.toString(CONNECT.toSeconds() * 2));
        properties.setProperty("socketTimeout", Long.toString(Math.max(1, silence.toSeconds())));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "stackblaze move");
        // Statements without parameters go to the server as they are; the driver's own splitting at semicolons does not
        // know all of SQL.
        properties.setProperty("preferQueryMode", "extendedForPrepared");
        // Plans that are kept would outlive a change of the schema in between.
        properties.setProperty("prepareThreshold", "0");
        return properties;
    }

    private Connection open(Properties properties) throws SQLException {
        var connection = DriverManager.getConnection("jdbc:postgresql://" + address() + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8), properties);
        try {
            Sql.list(connection, PINNED, row -> row.getString(1));
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** The same server and account, another database. */
    public Endpoint withDatabase(String name) {
        return new Endpoint(host, port, name, user, password, tls);
    }

    /** As people write it: host, port and database. */
    public String shown() {
        return address() + "/" + database;
    }

    private String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "Endpoint[" + user + "@" + shown() + ", " + tls.word() + "]";
    }
}
