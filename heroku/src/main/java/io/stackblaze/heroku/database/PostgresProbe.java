package io.stackblaze.heroku.database;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import org.postgresql.Driver;

/**
 * Asks a Postgres what it is, and tries what its role may do: each try inside a transaction that is rolled back, on
 * objects of its own, so that nothing stays and no table of the app is locked. Needs one connection, for some seconds.
 */
public final class PostgresProbe {
    private static final int SECONDS = 15;
    private static final int MOST_TABLES = 500;
    private static final String OWN = "n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '_heroku', 'heroku_ext')";

    private PostgresProbe() {}

    /**
     * Asks.
     *
     * @param url {@code postgres://user:password@host:port/database}; TLS is used for any host but this machine,
     * without
     * checking the certificate, which Heroku signs itself
     */
    public static PostgresFacts ask(String url) throws ProbeException {
        try (var connection = connect(url)) {
            if (connection == null) {
                throw new ProbeException("The address is none of Postgres.", false);
            }
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("set statement_timeout = '" + SECONDS + "s'");
                statement.execute("set lock_timeout = '2s'");
            }
            connection.commit();
            var facts = facts(connection);
            connection.rollback();
            return facts;
        } catch (SQLException e) {
            throw new ProbeException(said(e), String.valueOf(e.getSQLState()).startsWith("28"));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new ProbeException("The address cannot be read.", false);
        }
    }

    private static @org.jspecify.annotations.Nullable Connection connect(String url)
            throws SQLException, URISyntaxException {
        var uri = new URI(url.replaceFirst("^postgresql://", "postgres://"));
        var user = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
        int colon = user.indexOf(':');
        if (!"postgres".equals(uri.getScheme()) || uri.getHost() == null || uri.getRawPath().length() < 2) {
            throw new IllegalArgumentException("incomplete");
        }
        var properties = new Properties();
        properties.setProperty("user", decoded(colon < 0 ? user : user.substring(0, colon)));
        properties.setProperty("password", colon < 0 ? "" : decoded(user.substring(colon + 1)));
        boolean here = uri.getHost().matches("localhost|127\\..*|\\[::1]");
        properties.setProperty("sslmode", here ? "prefer" : "require");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("loginTimeout", "15");
        properties.setProperty("socketTimeout", "60");
        properties.setProperty("ApplicationName", "stackblaze inspect");
        int port = uri.getPort() < 0 ? 5432 : uri.getPort();
        return new Driver().connect("jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getRawPath(), properties);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static PostgresFacts facts(Connection c) throws SQLException {
        var version = text(c, "show server_version").replaceFirst(" .*", "");
        return new PostgresFacts(version, number(c, "select pg_database_size(current_database())"), tables(c),
                list(c, "select extname from pg_extension where extname <> 'plpgsql' order by 1"),
                list(c, "select distinct n.nspname from pg_class r join pg_namespace n on n.oid = r.relnamespace"
                        + " where r.relkind in ('r', 'p') and " + OWN + " order by 1"),
                (int) number(c, "select count(*) from pg_stat_activity where datname = current_database()"),
                (int) number(c, "select case when rolconnlimit > 0 then rolconnlimit"
                        + " else current_setting('max_connections')::int end from pg_roles where rolname = current_user"),
                text(c, "select datcollate || ' (' || case "
                        + (Integer.parseInt(version.replaceFirst("\\D.*", "")) >= 15
                                ? "datlocprovider when 'i' then 'icu' else 'libc'"
                                : "when true then 'libc'")
                        + " end || ')' from pg_database where datname = current_database()"),
                number(c, "select count(*) from pg_largeobject_metadata"), oddities(c), Trials.run(c));
    }

    private static List<PostgresFacts.Table> tables(Connection c) throws SQLException {
        var tables = new ArrayList<PostgresFacts.Table>();
        try (var statement = c.createStatement(); var rows = statement.executeQuery("""
                select n.nspname, r.relname, r.reltuples::bigint, pg_total_relation_size(r.oid),
                    exists (select from pg_index i where i.indrelid = r.oid and i.indisunique and i.indisvalid
                        and i.indpred is null and i.indexprs is null
                        and not exists (select from pg_attribute a where a.attrelid = r.oid
                            and a.attnum = any (i.indkey) and not a.attnotnull))
                from pg_class r join pg_namespace n on n.oid = r.relnamespace
                where r.relkind in ('r', 'p') and %s order by 4 desc, 1, 2 limit %d""".formatted(OWN, MOST_TABLES))) {
            while (rows.next()) {
                var schema = column(rows, 1);
                tables.add(new PostgresFacts.Table((schema.equals("public") ? "" : schema + ".") + column(rows, 2),
                        rows.getLong(3), rows.getLong(4), rows.getBoolean(5)));
            }
        }
        return tables;
    }

    private static List<String> oddities(Connection c) throws SQLException {
        return list(c, """
                select case r.relkind when 'm' then 'materialized view ' when 'f' then 'foreign table '
                    else 'unlogged table ' end || n.nspname || '.' || r.relname
                from pg_class r join pg_namespace n on n.oid = r.relnamespace
                where (r.relkind in ('m', 'f') or r.relkind = 'r' and r.relpersistence = 'u') and %s
                union all select 'event trigger ' || evtname from pg_event_trigger
                union all select 'schema ' || nspname from pg_namespace where nspname in ('_heroku', 'heroku_ext')
                union all select 'setting ' || s.setting from pg_db_role_setting d, unnest(d.setconfig) s (setting)
                    where d.setdatabase in (0, (select oid from pg_database where datname = current_database()))
                    and d.setrole in (0, (select oid from pg_roles where rolname = current_user))
                order by 1 limit 100""".formatted(OWN));
    }

    private static long number(Connection c, String query) throws SQLException {
        try (var statement = c.createStatement(); var rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private static String text(Connection c, String query) throws SQLException {
        try (var statement = c.createStatement(); var rows = statement.executeQuery(query)) {
            return rows.next() ? column(rows, 1) : "";
        }
    }

    private static List<String> list(Connection c, String query) throws SQLException {
        var texts = new ArrayList<String>();
        try (var statement = c.createStatement(); var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(column(rows, 1));
            }
        }
        return texts;
    }

    private static String column(ResultSet rows, int number) throws SQLException {
        var value = rows.getString(number);
        return value == null ? "" : value;
    }

    /** What the server, or the way to it, said; the driver puts no password into it. */
    static String said(SQLException e) {
        return String.valueOf(e.getMessage()).replaceFirst("^(FATAL|ERROR): ", "").replaceAll("\\s+", " ").strip();
    }
}
