package io.stackblaze.postgres.move.preflight;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.Journal;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.Target;
import io.stackblaze.postgres.move.catalog.Catalog;
import io.stackblaze.postgres.move.catalog.Extension;
import io.stackblaze.postgres.move.catalog.Scope;
import io.stackblaze.postgres.move.preflight.Finding.Level;
import io.stackblaze.postgres.move.schema.Leftover;
import io.stackblaze.postgres.move.schema.Schema;
import io.stackblaze.postgres.move.schema.SchemaBy;
import io.stackblaze.postgres.move.schema.SchemaReader;
import org.postgresql.PGConnection;

/**
 * Finds out whether a database can be moved, by trying what the move is going to do wherever that leaves no trace.
 * Writes
 * nothing on either side.
 */
public final class Preflight {
    private static final int NAMED = 10;
    private static final int OLDEST_MAJOR = 13;
    /** Extensions that hold nothing of the application's; the move goes on without them. */
    private static final Set<String> DISPENSABLE = Set.of("pg_stat_statements", "pg_stat_kcache", "auto_explain",
            "pg_prewarm", "pg_buffercache", "pgstattuple", "amcheck", "plpgsql_check");

    private final Endpoint source;
    private final Target target;
    private final SchemaBy reading;
    private final List<Finding> findings = new ArrayList<>();

    private Preflight(Endpoint source, Target target, SchemaBy reading) {
        this.source = source;
        this.target = target;
        this.reading = reading;
    }

    /** Looks at both sides; what cannot be reached at all is an error, everything else a finding. */
    public static Findings run(Endpoint source, Target target) throws MoveException {
        return run(source, target, SchemaBy.CATALOG);
    }

    /** The same for a schema that is read in some way. */
    public static Findings run(Endpoint source, Target target, SchemaBy reading) throws MoveException {
        return new Preflight(source, target, reading).run();
    }

    /** Extensions that a target cannot have and the move leaves out. */
    public static List<Extension> leftOut(Connection to, Catalog catalog) throws SQLException {
        var left = new ArrayList<Extension>();
        for (Extension extension : catalog.extensions()) {
            if (DISPENSABLE.contains(extension.name()) && !refused(to, extension).isEmpty()) {
                left.add(extension);
            }
        }
        return left;
    }

    private static String refused(Connection to, Extension extension) throws SQLException {
        return Trial.refused(to, "CREATE SCHEMA stackblaze_trial; SET LOCAL search_path = stackblaze_trial;"
                + "CREATE EXTENSION IF NOT EXISTS " + Sql.quoted(extension.name()) + " CASCADE");
    }

    private Findings run() throws MoveException {
        try (Connection from = open(source, "source"); Connection to = open(target.endpoint(), "target")) {
            noPooler(from, source);
            noPooler(to, target.endpoint());
            if (findings.stream().anyMatch(finding -> finding.level() == Level.NO_GO)) {
                return new Findings(findings, 0);
            }
            var catalog = Catalog.read(from);
            var schema = SchemaReader.read(from);
            versions(catalog, Catalog.read(to));
            findings.addAll(new SourceChecks(from, catalog).run());
            leftovers(schema, from);
            emptiness(to);
            extensions(to, catalog);
            roles(from, to);
            target(to);
            return new Findings(findings, readers(from));
        } catch (SQLException e) {
            throw MoveException.of(e, "Looking at " + source.shown() + " and " + target.endpoint().shown(),
                    MoveException.Code.REFUSED);
        }
    }

    private static Connection open(Endpoint endpoint, String which) throws MoveException {
        try {
            return endpoint.connect();
        } catch (SQLException e) {
            throw MoveException.of(e, "Connecting to the " + which + " " + endpoint.shown(),
                    MoveException.Code.UNREACHABLE);
        }
    }

    /** A pooler gives clients a session number of its own. */
    private void noPooler(Connection connection, Endpoint endpoint) throws SQLException {
        if (connection.unwrap(PGConnection.class).getBackendPID() != Sql.number(connection,
                "SELECT pg_catalog.pg_backend_pid()")) {
            no("A connection pooler such as PgBouncer answers at " + endpoint.shown() + ".",
                    "A move needs sessions that last: use the server's own address and port.");
        }
    }

    private void versions(Catalog from, Catalog to) {
        fine("PostgreSQL " + from.major() + " to " + to.major() + ".");
        if (to.major() < from.major()) {
            no("The target is older than the source: " + to.major() + " against " + from.major() + ".",
                    "Make the target with version " + from.major() + " or newer.");
        }
        if (from.major() < OLDEST_MAJOR) {
            no("The source is PostgreSQL " + from.major() + "; 13 is the oldest that can be moved.",
                    "Upgrade it first.");
        }
        if (!from.encoding().equals(to.encoding())) {
            if (from.encoding().equals("SQL_ASCII")) {
                no("The source's text has no encoding (SQL_ASCII).",
                        "Make the target with encoding SQL_ASCII too, or clean the text first.");
            } else {
                limit("Text is converted from " + from.encoding() + " to " + to.encoding() + ".", "");
            }
        }
        if (!from.collation().equals(to.collation())) {
            limit("Text sorts by " + from.collation() + " on the source and by " + to.collation()
                    + " on the target.", "Make the target's database with the same locale if the order matters.");
        }
    }

    private void leftovers(Schema schema, Connection from) throws SQLException, MoveException {
        for (Leftover leftover : schema.leftovers()) {
            if (reading.carries(leftover, from)) {
                fine("The " + leftover + " is carried by pg_dump.");
            } else if (leftover.needed()) {
                no("The " + leftover + " cannot be carried.",
                        "Drop it on the source, or have pg_dump of the source's version or a newer one on this"
                                + " machine (postgresql-client): it carries this.");
            } else {
                limit("The " + leftover + " is not carried.", "");
            }
        }
    }

    private void emptiness(Connection to) throws SQLException {
        if (Journal.exists(to)) {
            fine("The target holds a move that was begun; it goes on.");
            return;
        }
        var there = Sql.list(to, "SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c"
                + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r','p','v','m','S','f')"
                + " AND " + Scope.OURS + " ORDER BY 1", row -> row.getString(1));
        if (!there.isEmpty()) {
            no("The target is not empty; it holds " + there.size() + " tables, views and sequences: "
                    + named(there) + ".", "Empty it, or name another database.");
        }
    }

    private void extensions(Connection to, Catalog catalog) throws SQLException {
        var leftOut = leftOut(to, catalog);
        for (Extension extension : catalog.extensions()) {
            var refused = refused(to, extension);
            if (leftOut.contains(extension)) {
                limit("The extension " + extension.name() + " is left out; the target cannot have it.", "");
            } else if (!refused.isEmpty()) {
                no("The target cannot have the extension " + extension.name() + ": " + refused + ".",
                        "Install it there, or let an account that may create it do the move.");
            }
        }
    }

    private void roles(Connection from, Connection to) throws SQLException {
        var known = Sql.list(to, "SELECT rolname FROM pg_catalog.pg_roles", row -> row.getString(1));
        var needed = Sql.list(from, "SELECT DISTINCT pg_catalog.pg_get_userbyid(role) FROM pg_catalog.pg_policy,"
                + " unnest(polroles) AS role WHERE role <> 0 ORDER BY 1", row -> row.getString(1));
        needed.removeAll(known);
        if (!needed.isEmpty()) {
            no("Policies of row-level security name roles that the target lacks: " + named(needed) + ".",
                    "Create them on the target.");
        }
        var granted = Sql.list(from, "SELECT DISTINCT pg_catalog.pg_get_userbyid(a.grantee)"
                + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace,"
                + " aclexplode(c.relacl) AS a WHERE a.grantee NOT IN (0, c.relowner) AND " + Scope.SCHEMA
                + " ORDER BY 1",
                row -> row.getString(1));
        limit("Everything will belong to " + target.owner().orElse(target.endpoint().user()) + "."
                + (granted.isEmpty() ? "" : " Grants to " + named(granted) + " are not carried."),
                granted.isEmpty() ? "" : "Grant again on the target what these need.");
    }

    private void target(Connection to) throws SQLException {
        if (Sql.truth(to, "SELECT pg_catalog.pg_is_in_recovery()")) {
            no("The target is a standby.", "Name the primary.");
            return;
        }
        var refused = Trial.refused(to, "CREATE SCHEMA stackblaze_trial; " + target.asOwner()
                + "; CREATE SCHEMA stackblaze_trial_of_owner; CREATE TABLE stackblaze_trial_of_owner.t (id int)");
        if (!refused.isEmpty()) {
            no("The account " + target.endpoint().user() + " may not create schemas and tables on the target: "
                    + refused
                    + ".", "Grant it CREATE on the database, or make it the owner.");
        }
    }

    /** As many as the source has sessions to spare, less a few for people. */
    private int readers(Connection from) throws SQLException {
        var spare = Sql.number(from, """
                SELECT least(current_setting('max_connections')::int
                        - current_setting('superuser_reserved_connections')::int
                        - (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend'),
                    (SELECT CASE WHEN rolconnlimit < 0 THEN 100000 ELSE rolconnlimit - (SELECT count(*)
                        FROM pg_catalog.pg_stat_activity WHERE usename = current_user) END
                     FROM pg_catalog.pg_roles WHERE rolname = current_user),
                    (SELECT CASE WHEN datconnlimit < 0 THEN 100000 ELSE datconnlimit - (SELECT count(*)
                        FROM pg_catalog.pg_stat_activity WHERE datname = current_database()) END
                     FROM pg_catalog.pg_database WHERE datname = current_database()))""");
        var readers = (int) Math.max(0, (spare - 2) / 2);
        if (readers == 0) {
            no("The source has only " + spare + " sessions to spare; a copy needs 4.",
                    "Scale the application down, or raise its limit of connections.");
        } else {
            fine("The source has " + spare + " sessions to spare.");
        }
        return readers;
    }

    static String named(List<String> names) {
        return names.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }

    private void fine(String what) {
        findings.add(new Finding(Level.FINE, what, ""));
    }

    private void limit(String what, String remedy) {
        findings.add(new Finding(Level.LIMIT, what, remedy));
    }

    private void no(String what, String remedy) {
        findings.add(new Finding(Level.NO_GO, what, remedy));
    }
}
