package io.stackblaze.postgres.move.catalog;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.catalog.Column.Generated;
import io.stackblaze.postgres.move.catalog.Column.Identity;
import io.stackblaze.postgres.move.catalog.Table.Kind;
import io.stackblaze.postgres.move.catalog.Table.Persistence;

/** Reads the tables of a database. */
final class Tables {
    private static final String OF_TABLES = " FROM pg_catalog.pg_class c"
            + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace %s"
            + " WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't' AND " + Scope.OURS;

    private final Map<Long, List<Column>> columns = new HashMap<>();
    private final Map<Long, Key> keys = new HashMap<>();
    private final Map<Long, List<TableName>> parents = new HashMap<>();

    static List<Table> read(Connection connection) throws SQLException {
        var tables = new Tables();
        tables.readColumns(connection);
        tables.readKeys(connection);
        tables.readParents(connection);
        return tables.readTables(connection);
    }

    private void readColumns(Connection connection) throws SQLException {
        var types = Types.read(connection);
        Sql.list(connection, "SELECT c.oid, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.atttypid,"
                + " a.attnotnull, a.attgenerated, a.attidentity"
                + OF_TABLES.formatted("JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
                        + " AND NOT a.attisdropped")
                + " ORDER BY c.oid, a.attnum", row -> {
                    var type = row.getLong(4);
                    var column = new Column(row.getString(2), row.getString(3), types.base(type), row.getBoolean(5),
                            generated(row.getString(6)), identity(row.getString(7)), types.binaryCopyable(type));
                    return columns.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>()).add(column);
                });
    }

    private void readKeys(Connection connection) throws SQLException {
        Sql.list(connection, "SELECT c.oid, x.relname, i.indisprimary, (SELECT array_agg(a.attname::text ORDER BY k.at)"
                + " FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, at)"
                + " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum"
                + " WHERE k.at <= i.indnkeyatts)"
                + OF_TABLES.formatted("JOIN pg_catalog.pg_index i ON i.indrelid = c.oid"
                        + " JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid")
                + " AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL"
                + " AND NOT EXISTS (SELECT FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, at)"
                + " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum"
                + " WHERE k.at <= i.indnkeyatts AND NOT a.attnotnull)"
                // The primary key if there is one; else the narrowest, and always the same one.
                + " ORDER BY c.oid, i.indisprimary DESC, i.indnkeyatts, x.relname",
                row -> keys.putIfAbsent(row.getLong(1),
                        new Key(row.getString(2), row.getBoolean(3), texts(row.getArray(4)))));
    }

    private void readParents(Connection connection) throws SQLException {
        Sql.list(connection, "SELECT c.oid, pn.nspname, p.relname"
                + OF_TABLES.formatted("JOIN pg_catalog.pg_inherits h ON h.inhrelid = c.oid"
                        + " JOIN pg_catalog.pg_class p ON p.oid = h.inhparent"
                        + " JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace")
                + " ORDER BY c.oid, h.inhseqno",
                row -> parents.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                        .add(new TableName(row.getString(2), row.getString(3))));
    }

    private List<Table> readTables(Connection connection) throws SQLException {
        return Sql.list(connection, "SELECT c.oid, n.nspname, c.relname, c.relkind, c.relispartition, c.relpersistence,"
                + " CASE WHEN c.relkind = 'r' THEN pg_catalog.pg_table_size(c.oid) ELSE 0 END,"
                + " greatest(c.reltuples, 0)::bigint, c.relrowsecurity,"
                + " has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')"
                + OF_TABLES.formatted("") + " ORDER BY n.nspname COLLATE \"C\", c.relname COLLATE \"C\"", this::table);
    }

    private Table table(ResultSet row) throws SQLException {
        var oid = row.getLong(1);
        var kind = switch (row.getString(4)) {
            case "p" -> Kind.PARTITIONED;
            case "f" -> Kind.FOREIGN;
            default -> row.getBoolean(5) ? Kind.PARTITION : Kind.PLAIN;
        };
        return new Table(oid, new TableName(row.getString(2), row.getString(3)), kind,
                row.getString(6).equals("u") ? Persistence.UNLOGGED : Persistence.PERMANENT,
                columns.getOrDefault(oid, List.of()), Optional.ofNullable(keys.get(oid)), row.getLong(7),
                row.getLong(8), parents.getOrDefault(oid, List.of()), row.getBoolean(9), row.getBoolean(10));
    }

    private static Generated generated(String code) {
        return switch (code) {
            case "s" -> Generated.STORED;
            case "v" -> Generated.VIRTUAL;
            default -> Generated.NO;
        };
    }

    private static Identity identity(String code) {
        return switch (code) {
            case "a" -> Identity.ALWAYS;
            case "d" -> Identity.BY_DEFAULT;
            default -> Identity.NO;
        };
    }

    private static List<String> texts(Array array) throws SQLException {
        return Arrays.stream((Object[]) array.getArray()).map(String::valueOf).toList();
    }
}
