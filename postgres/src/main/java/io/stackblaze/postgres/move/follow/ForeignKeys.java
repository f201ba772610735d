package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.quoted;

/** Which tables of a database refer to which. */
record ForeignKeys(List<ForeignKey> all) {
    /**
     * One foreign key.
     *
     * @param child the table that refers, quoted
     * @param parent the table referred to, quoted
     * @param definition as the server writes it
     * @param comment its comment; empty if none
     */
    record ForeignKey(String name, String child, String parent, String definition, String comment) {
        String drop() {
            return "alter table " + child + " drop constraint " + quoted(name);
        }

        String add() {
            return "alter table " + child + " add constraint " + quoted(name) + " " + definition;
        }
    }

    /** Reads those that are not inherited from a partitioned table; to drop that one drops these. */
    static ForeignKeys read(Connection connection) throws SQLException {
        return new ForeignKeys(list(connection,
                """
                        select k.conname, cn.nspname, c.relname,
                            pn.nspname, p.relname,
                            pg_catalog.pg_get_constraintdef(k.oid), coalesce(pg_catalog.obj_description(k.oid, 'pg_constraint'), '')
                        from pg_catalog.pg_constraint k
                        join pg_catalog.pg_class c on c.oid = k.conrelid join pg_catalog.pg_namespace cn on cn.oid = c.relnamespace
                        join pg_catalog.pg_class p on p.oid = k.confrelid join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
                        where k.contype = 'f' and k.conparentid = 0 order by 2, 3, 1""",
                row -> new ForeignKey(row.getString(1), quoted(row.getString(2)) + "." + quoted(row.getString(3)),
                        quoted(row.getString(4)) + "." + quoted(row.getString(5)), row.getString(6),
                        row.getString(7))));
    }

    /** The tables, those that are referred to before those that refer; circles are cut somewhere. */
    List<FollowedTable> parentsFirst(List<FollowedTable> tables) {
        var byName = new LinkedHashMap<String, FollowedTable>();
        tables.forEach(table -> byName.put(table.quotedName(), table));
        var sorted = new ArrayList<FollowedTable>();
        var seen = new HashSet<String>();
        byName.keySet().forEach(name -> visit(name, byName, seen, sorted));
        return sorted;
    }

    private void visit(String name, Map<String, FollowedTable> byName, Set<String> seen, List<FollowedTable> sorted) {
        if (!seen.add(name)) {
            return;
        }
        all.stream().filter(key -> key.child().equals(name)).forEach(key -> visit(key.parent(), byName, seen, sorted));
        var table = byName.get(name);
        if (table != null) {
            sorted.add(table);
        }
    }
}
