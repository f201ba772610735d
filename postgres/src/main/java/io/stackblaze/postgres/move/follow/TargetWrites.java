package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.Sql;

import static io.stackblaze.postgres.move.Sql.run;
import static io.stackblaze.postgres.move.Sql.update;

/** Writes staged rows into the tables of a target, within the transaction of the batch. */
sealed interface TargetWrites permits ReplicaWrites, OrderedWrites {
    /**
     * Writes all of a batch.
     *
     * @param staged tables whose touched rows are staged
     * @param whole tables that are emptied and filled anew
     */
    void write(List<FollowedTable> staged, List<FollowedTable> whole, Loading loading)
            throws SQLException, MoveException;

    /** Fills an emptied table from the source, at the snapshot of the batch. */
    interface Loading {
        /** Copies all rows. */
        void load(FollowedTable table) throws SQLException;
    }

    /** Takes the touched rows away and puts those in that the source has; for when nothing watches in between. */
    static void replace(Connection target, FollowedTable table) throws SQLException, MoveException {
        if (table.hasKey()) {
            update(target, "delete from only " + table.quotedName() + " t using " + Staging.of(table) + " s where "
                    + table.matches("t", "s"));
            update(target, "insert into " + table.quotedName() + " (" + table.columnList("")
                    + ") overriding system value select " + table.columnList("") + " from " + Staging.of(table)
                    + " where present");
        } else {
            takeImages(target, table);
            update(target, "insert into " + table.quotedName() + " (" + table.columnList("")
                    + ") overriding system value select " + table.columnList("s.") + " from " + Staging.of(table)
                    + " s, pg_catalog.generate_series(1, s.n) where s.n > 0");
        }
    }

    private static void takeImages(Connection target, FollowedTable table) throws SQLException, MoveException {
        var wanted = Sql.number(target,
                "select coalesce(-pg_catalog.sum(n), 0) from " + Staging.of(table) + " where n < 0");
        if (wanted == 0) {
            return;
        }
        var taken = update(target, """
                delete from only %1$s where ctid = any (array(select d.ctid from (select t.ctid,
                    pg_catalog.row_number() over (partition by x.image) as r, x.n from only %1$s t
                    join (select row(%2$s)::pg_catalog.text as image, -n as n from %3$s where n < 0) x
                    on row(%4$s)::pg_catalog.text = x.image) d where d.r <= d.n))""".formatted(table.quotedName(),
                table.columnList(""), Staging.of(table), table.columnList("t.")));
        if (taken != wanted) {
            throw new MoveException(Code.DIFFERENT,
                    "The source took %d rows from %s, and only %d of them are at the target: somebody else wrote there. Nothing of this batch was applied. Find who writes to the target, then copy that table again."
                            .formatted(wanted, table.shown(), taken));
        }
    }

    /** Names of tables for a statement. */
    static String names(List<FollowedTable> tables) {
        return tables.stream().map(FollowedTable::quotedName).collect(Collectors.joining(", "));
    }

    /** Empties tables; by rows, so that a snapshot somebody compares by still shows them. */
    static void empty(Connection target, List<FollowedTable> tables) throws SQLException {
        for (FollowedTable table : tables) {
            run(target, "delete from only " + table.quotedName());
        }
    }
}
