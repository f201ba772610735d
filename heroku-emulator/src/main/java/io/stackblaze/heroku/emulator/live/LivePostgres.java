package io.stackblaze.heroku.emulator.live;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import io.stackblaze.heroku.emulator.account.Addon;
import io.stackblaze.heroku.emulator.account.Datastore;
import io.stackblaze.heroku.emulator.account.Ids;
import io.stackblaze.postgres.PostgresException;
import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.PostgresSettings;
import io.stackblaze.postgres.SelfSigned;
import io.stackblaze.sandbox.Trees;
import org.postgresql.PGConnection;

/**
 * A real Postgres that lets its users do what Heroku's lets them: an owner without any privilege over the server, TLS
 * or nothing, and Heroku's own schema and event triggers in the database.
 */
public final class LivePostgres implements Datastore, AutoCloseable {
    /** Everybody else must come over TLS; the administrator is us. */
    private static final String ACCESS = """
            host     all  stackblaze_admin  all  scram-sha-256
            hostssl  all  all               all  scram-sha-256
            """;
    private static final int MEMORY = 256;

    private final PostgresServer server;
    private final String user;
    private final String database;
    private String password;
    private int rotations;

    private LivePostgres(PostgresServer server, PostgresSettings settings) {
        this.server = server;
        this.user = settings.user();
        this.database = settings.database();
        this.password = settings.password();
    }

    /**
     * Starts one for an add-on.
     *
     * @param folder where its data goes; deleted when it is closed
     * @param binaries where embedded servers are unpacked
     */
    public static LivePostgres start(Addon addon, Path folder, Path binaries) throws InterruptedException {
        try {
            var settings = new PostgresSettings(folder, binaries, addon.described().version(), "127.0.0.1",
                    Ports.free(), "u" + Ids.digits(addon.id(), 13), password(addon.name(), 0),
                    "d" + Ids.digits(Ids.of("database", addon.name()), 13), MEMORY, List.of(), OptionalInt.empty());
            var live = new LivePostgres(new PostgresServer(settings), settings);
            try {
                live.server.start();
                live.requireTls();
                live.furnish(addon);
                return live;
            } catch (PostgresException | SQLException | IOException | RuntimeException e) {
                live.close();
                throw e;
            }
        } catch (PostgresException | SQLException | IOException e) {
            throw new LiveException("No Postgres for " + addon.name() + ": " + e.getMessage(), e);
        }
    }

    private static String password(String addon, int rotation) {
        return "p" + Ids.digits(Ids.of("password", addon + "#" + rotation), 32);
    }

    private void requireTls() throws IOException, SQLException {
        var data = server.data();
        SelfSigned.make("ec2-198-51-100-7.compute-1.amazonaws.com", Instant.now()).write(data);
        own(data.resolve("server.crt"));
        own(data.resolve("server.key"));
        Files.writeString(data.resolve("pg_hba.conf"), ACCESS);
        try (Connection admin = server.session("postgres", Map.of())) {
            run(admin, "ALTER SYSTEM SET ssl_cert_file = 'server.crt'", "ALTER SYSTEM SET ssl_key_file = 'server.key'",
                    "ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()");
        }
    }

    private void own(Path path) throws IOException {
        var owner = (Integer) Files.getAttribute(server.data().resolve("PG_VERSION"), "unix:uid");
        if (!owner.equals(Files.getAttribute(path, "unix:uid"))) {
            Trees.give(path, owner);
        }
    }

    private void furnish(Addon addon) throws SQLException, IOException {
        var described = addon.described();
        var isEssential = addon.plan().contains(":essential");
        if (described.settings().containsKey("temp_tablespaces")) {
            tablespace(described.settings().get("temp_tablespaces"));
        }
        try (Connection admin = server.session(database, Map.of())) {
            var quotedUser = identifier(admin, user);
            var quotedDatabase = identifier(admin, database);
            run(admin, "ALTER ROLE " + quotedUser + " CONNECTION LIMIT " + (isEssential ? 20 : 120));
            run(admin, HerokuSchema.STATEMENTS.toArray(String[]::new));
            if (described.extensionSchema().equals("heroku_ext")) {
                run(admin, "CREATE SCHEMA heroku_ext", "GRANT USAGE, CREATE ON SCHEMA heroku_ext TO " + quotedUser,
                        "ALTER DATABASE " + quotedDatabase + " SET search_path = \"$user\", public, heroku_ext");
            }
            run(admin, "CREATE EXTENSION pg_stat_statements SCHEMA " + described.extensionSchema());
            for (String extension : described.extensions()) {
                run(admin, "CREATE EXTENSION IF NOT EXISTS " + identifier(admin, extension) + " SCHEMA "
                        + described.extensionSchema());
            }
            for (var setting : described.settings().entrySet()) {
                run(admin, "ALTER DATABASE " + quotedDatabase + " SET " + identifier(admin, setting.getKey()) + " = "
                        + literal(admin, setting.getValue()));
            }
            for (String credential : described.credentials()) {
                run(admin, "CREATE ROLE " + identifier(admin, credential) + " LOGIN",
                        "GRANT CONNECT ON DATABASE " + quotedDatabase + " TO " + identifier(admin, credential),
                        "GRANT pg_read_all_data TO " + identifier(admin, credential));
                alterPassword(admin, credential, addon.credentialPassword(credential));
            }
        }
    }

    /** Heroku's databases name a tablespace of their own machine for temporary tables. */
    private void tablespace(String name) throws SQLException, IOException {
        var folder = server.data().resolve("tablespace_" + name);
        Files.createDirectory(folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        own(folder);
        try (Connection admin = server.session("postgres", Map.of())) {
            var inside = ask(admin, "SHOW data_directory");
            run(admin, "CREATE TABLESPACE " + identifier(admin, name) + " LOCATION "
                    + literal(admin, inside + "/tablespace_" + name),
                    "GRANT CREATE ON TABLESPACE " + identifier(admin, name) + " TO PUBLIC");
        }
    }

    @Override
    public String url() {
        return "postgres://" + user + ":" + URLEncoder.encode(password, StandardCharsets.UTF_8) + "@127.0.0.1:"
                + server.settings().port() + "/" + database;
    }

    @Override
    public void rotate() {
        rotations++;
        var next = password(user, rotations);
        try (Connection admin = server.session("postgres", Map.of())) {
            alterPassword(admin, user, next);
            password = next;
        } catch (SQLException e) {
            throw new LiveException("The password could not be changed: " + e.getMessage(), e);
        }
    }

    @Override
    public void configure(String name, String value) {
        try (Connection admin = server.session("postgres", Map.of())) {
            run(admin, "ALTER DATABASE " + identifier(admin, database) + " SET " + identifier(admin, name) + " = "
                    + literal(admin, value));
        } catch (SQLException e) {
            throw new LiveException(name + " could not be set: " + e.getMessage(), e);
        }
    }

    @Override
    public String version() {
        return server.version().replaceFirst("^PostgreSQL ", "");
    }

    @Override
    public Figures figures() {
        try (Connection admin = server.session(database, Map.of())) {
            return new Figures(Long.parseLong(ask(admin, "SELECT pg_database_size(current_database())")),
                    Integer.parseInt(ask(admin, "SELECT count(*) FROM pg_stat_user_tables")),
                    Integer.parseInt(
                            ask(admin, "SELECT count(*) FROM pg_stat_activity WHERE usename <> current_user")));
        } catch (SQLException e) {
            throw new LiveException("The database does not tell what is in it: " + e.getMessage(), e);
        }
    }

    private static void alterPassword(Connection admin, String role, String next) throws SQLException {
        admin.unwrap(PGConnection.class).alterUserPassword(role, next.toCharArray(), "scram-sha-256");
    }

    private static String identifier(Connection admin, String name) throws SQLException {
        return admin.unwrap(PGConnection.class).escapeIdentifier(name);
    }

    private static String literal(Connection admin, String value) throws SQLException {
        return "'" + admin.unwrap(PGConnection.class).escapeLiteral(value) + "'";
    }

    private static void run(Connection admin, String... statements) throws SQLException {
        try (var statement = admin.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String ask(Connection admin, String query) throws SQLException {
        try (var statement = admin.createStatement(); var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Ends it and deletes its data. */
    @Override
    public void close() {
        try {
            server.destroy();
        } catch (PostgresException e) {
            throw new LiveException(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
