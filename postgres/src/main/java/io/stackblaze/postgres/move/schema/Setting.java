package io.stackblaze.postgres.move.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.Target;
import org.jspecify.annotations.Nullable;

/**
 * A setting that a database, or a role in it, has for its sessions. No dump carries these.
 *
 * @param role whose it is; every role's when empty
 * @param name such as {@code search_path}
 * @param value as the server keeps it; a list has its parts quoted where they need it
 */
public record Setting(Optional<String> role, String name, String value) {
    /** Where files lie, and what a freeze sets, are no business of another server. */
    private static final Set<String> LEFT_OUT = Set.of("temp_tablespaces", "default_tablespace",
            "default_transaction_read_only", "session_preload_libraries", "local_preload_libraries");
    private static final Set<String> LISTS = Set.of("search_path", "unix_socket_directories");

    /** Reads those of a database. */
    public static List<Setting> read(Connection connection) throws SQLException {
        return Sql.list(connection, """
                SELECT r.rolname, setting FROM pg_catalog.pg_db_role_setting s
                JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
                LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) AS setting
                WHERE d.datname = current_database() ORDER BY 1 NULLS FIRST, 2""",
                row -> of(row.getString(1), row.getString(2))).stream()
                .filter(setting -> !LEFT_OUT.contains(setting.name)).toList();
    }

    private static Setting of(@Nullable String role, String setting) {
        var equals = setting.indexOf('=');
        return new Setting(Optional.ofNullable(role), setting.substring(0, equals), setting.substring(equals + 1));
    }

    /**
     * Gives them to a target; those of the account {@code sourceUser} go to the target's owner, those of roles that the
     * target does not know, and those that only its superuser may set, are returned.
     */
    public static List<Setting> apply(Connection connection, Target target, String sourceUser,
            List<Setting> settings) throws SQLException, MoveException {
        var roles = Set.copyOf(Sql.list(connection, "SELECT rolname FROM pg_catalog.pg_roles",
                row -> row.getString(1)));
        var owner = target.owner().orElse(target.endpoint().user());
        var left = new ArrayList<Setting>();
        for (Setting setting : settings) {
            var role = setting.role.map(name -> name.equals(sourceUser) ? owner : name);
            if (role.isPresent() && !roles.contains(role.get())) {
                left.add(setting);
                continue;
            }
            var database = Sql.quoted(target.endpoint().database());
            try {
                Sql.run(connection, role.map(name -> "ALTER ROLE " + Sql.quoted(name) + " IN DATABASE " + database)
                        .orElse("ALTER DATABASE " + database) + " SET " + dotted(setting.name) + " TO "
                        + setting.literal());
            } catch (SQLException e) {
                if ("42501".equals(e.getSQLState())) {
                    left.add(setting);
                    continue;
                }
                throw MoveException.of(e, "Setting " + setting.name + " of the target's database",
                        MoveException.Code.SCHEMA);
            }
        }
        return List.copyOf(left);
    }

    private static String dotted(String name) {
        return Arrays.stream(name.split("\\.", -1)).map(Sql::quoted).collect(Collectors.joining("."));
    }

    private String literal() {
        if (!LISTS.contains(name) || value.isBlank()) {
            return Sql.literal(value);
        }
        // Quoted parts hold no commas in any setting that is a list of names, except by hostile intent; then the server
        // is given more names, each a literal.
        return Arrays.stream(value.split(",", -1)).map(String::strip)
                .map(part -> part.startsWith("\"") && part.endsWith("\"") && part.length() > 1
                        ? part.substring(1, part.length() - 1).replace("\"\"", "\"")
                        : part)
                .map(Sql::literal).collect(Collectors.joining(", "));
    }
}
