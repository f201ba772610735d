package io.stackblaze.postgres.move.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.stackblaze.postgres.move.Sql;

/** The types of a database: how their values travel. */
final class Types {
    private static final long FIRST_OF_USERS = 16_384;
    /** Built-in types whose binary form is a number that means nothing on another server. */
    private static final Set<String> NUMBERED = Set.of("regclass", "regcollation", "regconfig", "regdictionary",
            "regnamespace", "regoper", "regoperator", "regproc", "regprocedure", "regrole", "regtype", "aclitem");

    private final Map<Long, Type> types = new HashMap<>();

    /** A row of pg_type: {@code base} is a domain's, {@code element} an array's, {@code subtype} a range's. */
    private record Type(String name, char kind, long base, long element, long subtype, boolean binary) {}

    static Types read(Connection connection) throws SQLException {
        var types = new Types();
        Sql.list(connection, """
                SELECT t.oid, t.typname, t.typtype, t.typbasetype,
                    CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE 0 END,
                    coalesce((SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid), 0),
                    t.typsend <> 0 AND t.typreceive <> 0
                FROM pg_catalog.pg_type t WHERE t.typtype <> 'p'""",
                row -> types.types.put(row.getLong(1),
                        new Type(row.getString(2), row.getString(3).charAt(0), row.getLong(4), row.getLong(5),
                                row.getLong(6), row.getBoolean(7))));
        return types;
    }

    /** Name of the built-in scalar type behind a type; empty if there is none. */
    String base(long oid) {
        var type = types.get(oid);
        if (type == null) {
            return "";
        }
        if (type.kind == 'd') {
            return base(type.base);
        }
        return oid < FIRST_OF_USERS && type.kind == 'b' && type.element == 0 ? type.name : "";
    }

    boolean binaryCopyable(long oid) {
        var type = types.get(oid);
        if (type == null || !type.binary) {
            return false;
        }
        return switch (type.kind) {
            case 'd' -> binaryCopyable(type.base);
            // Labels travel, not numbers.
            case 'e' -> true;
            case 'r' -> binaryCopyable(type.subtype);
            case 'b' -> oid < FIRST_OF_USERS && !NUMBERED.contains(type.name)
                    && (type.element == 0 || binaryCopyable(type.element));
            case 'm' -> oid < FIRST_OF_USERS;
            default -> false;
        };
    }
}
