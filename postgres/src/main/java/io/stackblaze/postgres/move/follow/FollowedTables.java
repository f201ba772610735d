package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.catalog.Scope;
import io.stackblaze.postgres.move.follow.FollowedTable.FollowedColumn;
import io.stackblaze.postgres.move.follow.FollowedTable.KeyColumn;

import static io.stackblaze.postgres.move.Sql.list;

/** Reads from the catalog which tables hold data of the database's own, as the session's snapshot sees them. */
final class FollowedTables {
    /** Plain tables that last, without those of the system, of extensions, of Heroku and of ourselves. */
    private static final String THESE = "c.relkind = 'r' and c.relpersistence = 'p' and " + Scope.OURS;

    private static final String TABLES = """
            select c.oid, n.nspname, c.relname, c.relispartition
                or exists (select from pg_catalog.pg_inherits i where c.oid in (i.inhrelid, i.inhparent))
                or exists (select from pg_catalog.pg_subscription_rel s where s.srrelid = c.oid)
            from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where %s order by n.nspname, c.relname""".formatted(THESE);

    private static final String COLUMNS = """
            select a.attrelid, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
                case when a.attcollation not in (0, t.typcollation) then
                    ' collate ' || pg_catalog.quote_ident(o.nspname) || '.' || pg_catalog.quote_ident(l.collname) else '' end
                || coalesce(' default ' || pg_catalog.pg_get_expr(f.adbin, f.adrelid), '')
                || case when a.attnotnull then ' not null' else '' end
            from pg_catalog.pg_attribute a
            join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            join pg_catalog.pg_type t on t.oid = a.atttypid
            left join pg_catalog.pg_collation l on l.oid = a.attcollation
            left join pg_catalog.pg_namespace o on o.oid = l.collnamespace
            left join pg_catalog.pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
            where a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and %s
            order by a.attrelid, a.attnum"""
            .formatted(THESE);

    /** Of each table the primary key, or else its smallest unique index over columns that are never null. */
    private static final String KEYS = """
            select k.indrelid, a.attname, pg_catalog.format('operator(%%I.%%s)', s.nspname, r.oprname)
            from (select distinct on (i.indrelid) i.* from pg_catalog.pg_index i
                join pg_catalog.pg_class x on x.oid = i.indexrelid
                join pg_catalog.pg_am m on m.oid = x.relam and m.amname = 'btree'
                where i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null and i.indexprs is null
                and not exists (select from pg_catalog.pg_attribute v where v.attrelid = i.indrelid
                    and v.attnum = any ((i.indkey::pg_catalog.int2[])[0:i.indnkeyatts - 1]) and not v.attnotnull)
                order by i.indrelid, i.indisprimary desc, i.indnkeyatts, i.indexrelid) k
            join pg_catalog.pg_class c on c.oid = k.indrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            cross join lateral pg_catalog.generate_series(0, k.indnkeyatts - 1) p (i)
            join pg_catalog.pg_attribute a on a.attrelid = k.indrelid and a.attnum = k.indkey[p.i]
            join pg_catalog.pg_opclass q on q.oid = k.indclass[p.i]
            join pg_catalog.pg_amop e on e.amopfamily = q.opcfamily and e.amopstrategy = 3
                and e.amoplefttype = q.opcintype and e.amoprighttype = q.opcintype
            join pg_catalog.pg_operator r on r.oid = e.amopopr join pg_catalog.pg_namespace s on s.oid = r.oprnamespace
            where %s order by k.indrelid, p.i""".formatted(THESE);

    private FollowedTables() {}

    /** All of them, in the order of their names. */
    static List<FollowedTable> read(Connection connection) throws SQLException {
        var columns = grouped(connection, COLUMNS,
                row -> new FollowedColumn(row.getString(2), row.getString(3), row.getString(3) + row.getString(4)));
        var keys = grouped(connection, KEYS, row -> new KeyColumn(row.getString(2), row.getString(3)));
        return list(connection, TABLES, row -> new FollowedTable(row.getLong(1), row.getString(2), row.getString(3),
                columns.getOrDefault(row.getLong(1), List.of()), keys.getOrDefault(row.getLong(1), List.of()),
                row.getBoolean(4)));
    }

    private static <T> Map<Long, List<T>> grouped(Connection connection, String query, Sql.Row<T> part)
            throws SQLException {
        var grouped = new LinkedHashMap<Long, List<T>>();
        list(connection, query, row -> grouped.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                .add(part.read(row)));
        return grouped;
    }
}
