package io.stackblaze.postgres.move.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import io.stackblaze.postgres.move.Sql;

/**
 * What a database consists of at one moment, as far as moving its data is concerned. Left out are the system's own
 * schemas, Heroku's {@code _heroku}, ours, temporary tables, and whatever extensions bring.
 *
 * @param version the server's, such as 150018
 * @param encoding the database's
 * @param collation the database's default, with its provider, such as {@code c:C.UTF-8}
 * @param tables by name
 * @param sequences by name
 * @param materializedViews those that hold data, in an order in which they can be refreshed
 * @param extensions by name, without plpgsql
 * @param largeObjects how many
 */
public record Catalog(int version, String encoding, String collation, List<Table> tables, List<TableName> sequences,
        List<TableName> materializedViews, List<Extension> extensions, long largeObjects) {
    /** Copies the lists. */
    public Catalog {
        tables = List.copyOf(tables);
        sequences = List.copyOf(sequences);
        materializedViews = List.copyOf(materializedViews);
        extensions = List.copyOf(extensions);
    }

    /** Reads it; in a transaction with a snapshot, as that sees it. */
    public static Catalog read(Connection connection) throws SQLException {
        return new Catalog((int) Sql.number(connection, "SELECT current_setting('server_version_num')::int"),
                Sql.text(connection, "SELECT current_setting('server_encoding')"), collation(connection),
                Tables.read(connection),
                Sql.list(connection, "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND " + Scope.OURS + " ORDER BY 1, 2",
                        row -> new TableName(row.getString(1), row.getString(2))),
                materializedViews(connection),
                Sql.list(connection, "SELECT e.extname, e.extversion, n.nspname FROM pg_catalog.pg_extension e"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql'"
                        + " ORDER BY 1", row -> new Extension(row.getString(1), row.getString(2), row.getString(3))),
                Sql.number(connection, "SELECT count(*) FROM pg_catalog.pg_largeobject_metadata"));
    }

    /** The major version, such as 15. */
    public int major() {
        return version / 10_000;
    }

    /** The table of a name. */
    public Optional<Table> table(TableName name) {
        return tables.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    /** Those that hold rows to be copied. */
    public List<Table> tablesWithRows() {
        return tables.stream().filter(Table::holdsRows).toList();
    }

    /**
     * A digest of whatever of the schema matters to rows on their way: tables, columns, types, keys. Comparable with
     * others of the same database only; cheap enough to be asked for several times a second.
     */
    public static String fingerprint(Connection connection) throws SQLException {
        return Sql.text(connection, """
                SELECT md5(concat(
                  (SELECT string_agg(concat_ws(' ', c.oid, n.nspname, c.relname, c.relkind, c.relpersistence), ','
                      ORDER BY c.oid)
                   FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                   WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't' AND %1$s), '|',
                  (SELECT string_agg(concat_ws(' ', a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod,
                      a.attnotnull, a.attgenerated, a.attidentity), ',' ORDER BY a.attrelid, a.attnum)
                   FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
                   JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                   WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't' AND a.attnum > 0
                      AND NOT a.attisdropped AND %1$s), '|',
                  (SELECT string_agg(concat_ws(' ', i.indexrelid, i.indrelid, i.indkey, i.indisprimary,
                      i.indimmediate, i.indisvalid), ',' ORDER BY i.indexrelid)
                   FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
                   JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                   WHERE i.indisunique AND c.relpersistence <> 't' AND c.relkind IN ('r', 'p') AND %1$s), '|',
                  (SELECT string_agg(concat_ws(' ', i.inhrelid, i.inhparent), ',' ORDER BY i.inhrelid, i.inhseqno)
                   FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
                   JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                   WHERE c.relkind IN ('r', 'p', 'f') AND %1$s), '|',
                  (SELECT string_agg(concat_ws(' ', e.enumtypid, e.enumsortorder, e.enumlabel), ','
                      ORDER BY e.enumtypid, e.enumsortorder) FROM pg_catalog.pg_enum e)))"""
                .formatted(Scope.SCHEMA));
    }

    private static String collation(Connection connection) throws SQLException {
        return Sql.text(connection,
                """
                        SELECT concat_ws(':', coalesce(d.j ->> 'datlocprovider', 'c'),
                            coalesce(d.j ->> 'datlocale', d.j ->> 'daticulocale', d.j ->> 'datcollate'))
                        FROM (SELECT to_jsonb(d) AS j FROM pg_catalog.pg_database d WHERE datname = current_database()) AS d""");
    }

    private static List<TableName> materializedViews(Connection connection) throws SQLException {
        return Sql.list(connection, """
                WITH RECURSIVE uses AS (
                  SELECT DISTINCT r.ev_class AS view, d.refobjid AS used
                  FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_depend d
                    ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
                   AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> r.ev_class
                ), depth AS (
                  SELECT c.oid, 0 AS depth FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
                  UNION
                  SELECT u.view, depth.depth + 1 FROM depth JOIN uses u ON u.used = depth.oid WHERE depth.depth < 100
                )
                SELECT n.nspname, c.relname FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN depth ON depth.oid = c.oid
                WHERE c.relkind = 'm' AND c.relispopulated AND %s
                GROUP BY 1, 2 ORDER BY max(depth.depth), 1, 2""".formatted(Scope.OURS),
                row -> new TableName(row.getString(1), row.getString(2)));
    }
}
