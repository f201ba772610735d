package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import io.stackblaze.postgres.move.MoveException;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.quoted;
import static io.stackblaze.postgres.move.Sql.run;
import static io.stackblaze.postgres.move.Sql.truth;
import static io.stackblaze.postgres.move.Sql.update;

/**
 * The triggers of a target that does not let us play a replica: they would do once more what they did at the source. So
 * they are off while it follows, and each is put back to what it was. What it was is kept at the target, in the same
 * transaction that turns it off.
 */
record UserTriggers(Connection target, LockTry locks) {
    private static final String TABLE = Positions.SCHEMA + ".follow_trigger";

    private record Trigger(String table, String name, String enabled) {
        String restored() {
            return switch (enabled) {
                case "A" -> "enable always trigger ";
                case "R" -> "enable replica trigger ";
                default -> "enable trigger ";
            };
        }
    }

    /** Turns off all that fire, one table at a time. */
    void disable() throws SQLException, MoveException, InterruptedException {
        run(target, "create table if not exists " + TABLE
                + " (tab text, name text, enabled text not null, primary key (tab, name))");
        var triggers = list(target, """
                select n.nspname, c.relname, t.tgname, t.tgenabled from pg_catalog.pg_trigger t
                join pg_catalog.pg_class c on c.oid = t.tgrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where not t.tgisinternal and t.tgenabled <> 'D' and c.relkind = 'r' and n.nspname !~ '^pg_'
                    and t.tgname not like 'stackblaze\\_capture\\_%'
                order by 1, 2, 3""", row -> new Trigger(quoted(row.getString(1)) + "." + quoted(row.getString(2)),
                row.getString(3), row.getString(4)));
        for (Trigger trigger : triggers) {
            locks.run(trigger.table(), () -> {
                run(target, "alter table " + trigger.table() + " disable trigger " + quoted(trigger.name()));
                update(target, "insert into " + TABLE + " values (?, ?, ?) on conflict do nothing", trigger.table(),
                        trigger.name(), trigger.enabled());
            });
        }
    }

    /** Puts them back; fine when none were turned off. */
    void restore() throws SQLException, MoveException, InterruptedException {
        if (!truth(target, "select pg_catalog.to_regclass('" + TABLE + "') is not null")) {
            return;
        }
        List<Trigger> triggers = list(target, "select tab, name, enabled from " + TABLE,
                row -> new Trigger(row.getString(1), row.getString(2), row.getString(3)));
        for (Trigger trigger : triggers) {
            locks.run(trigger.table(), () -> {
                run(target, "alter table " + trigger.table() + " " + trigger.restored() + quoted(trigger.name()));
                update(target, "delete from " + TABLE + " where tab = ? and name = ?", trigger.table(),
                        trigger.name());
            });
        }
        run(target, "drop table " + TABLE);
    }
}
