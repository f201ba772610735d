package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.Transaction;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.literal;
import static io.stackblaze.postgres.move.Sql.number;
import static io.stackblaze.postgres.move.Sql.run;
import static io.stackblaze.postgres.move.Sql.truth;

/**
 * The target's own subscription to the source's slot: its server applies every commit in the order of commits.
 *
 * @param target a session of the target that may make subscriptions, in auto-commit mode
 * @param silence how long it may not run before it counts as cut off
 */
record Subscription(Connection target, Duration silence) {
    private static final String NAME = "stackblaze_move";
    private static final int RESTARTS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 20;
    private static final int DISABLES_ON_ERROR = 150_000;
    private static final int STREAMS = 140_000;

    private record State(boolean reached, boolean enabled, boolean runs) {}

    /** Whether there is one. */
    boolean exists() throws SQLException {
        return truth(target, "select exists (select from pg_catalog.pg_subscription s join pg_catalog.pg_database d"
                + " on d.oid = s.subdbid where d.datname = pg_catalog.current_database() and s.subname = ?)", NAME);
    }

    /** Makes it over a slot, for rows that are copied already. */
    void create(Endpoint source, String slot, int sourceVersion) throws SQLException {
        var options = new ArrayList<String>();
        options.add("create_slot = false");
        options.add("copy_data = false");
        options.add("slot_name = " + slot);
        var version = number(target, "select current_setting('server_version_num')::int");
        if (version >= DISABLES_ON_ERROR) {
            options.add("disable_on_error = true");
        }
        if (Math.min(version, sourceVersion) >= STREAMS) {
            options.add("streaming = on");
        }
        Transaction.run(target, () -> {
            unlogged(target);
            run(target, "create subscription " + NAME + " connection " + literal(address(source)) + " publication "
                    + Slot.PUBLICATION + " with (" + String.join(", ", options) + ")");
        });
    }

    /** Keeps the password out of the server's log, as far as it lets us, until the transaction ends. */
    static void unlogged(Connection target) throws SQLException {
        list(target, """
                select pg_catalog.set_config(pin.name, pin.value, true) from (values ('log_statement', 'none'),
                    ('log_min_duration_statement', '-1'), ('log_min_error_statement', 'panic'),
                    ('pg_stat_statements.track_utility', 'off')) as pin (name, value)
                where exists (select from pg_catalog.pg_settings k where k.name = pin.name)
                    and exists (select from pg_catalog.pg_roles r where r.rolname = current_user and r.rolsuper)""",
                row -> row.getString(1));
    }

    /** How the target's server reaches the source, in libpq's words. */
    static String address(Endpoint source) {
        return "host=" + value(source.host()) + " port=" + source.port() + " dbname=" + value(source.database())
                + " user=" + value(source.user()) + " password=" + value(source.password()) + " sslmode="
                + source.tls().word() + " connect_timeout=10 keepalives_idle=20 keepalives_interval=5";
    }

    private static String value(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** Stops it, until it is awaited again; nothing is applied any more when this returns. */
    void disable() throws SQLException, MoveException, InterruptedException {
        if (!exists()) {
            return;
        }
        run(target, "alter subscription " + NAME + " disable");
        var until = System.nanoTime() + silence.toNanos();
        while (state("false").runs()) {
            if (System.nanoTime() > until) {
                throw new MoveException(Code.BUSY, "The target's subscription does not stop within "
                        + silence.toSeconds() + " s. See what its server is doing, and try again.");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /**
     * Returns when a condition over the target holds. Stopped by an error it is started again, which is enough after a
     * lost connection; an error that comes again each time is somebody's to mend.
     */
    void await(String condition) throws SQLException, MoveException, InterruptedException {
        var restarts = 0;
        var ran = System.nanoTime();
        long pause = 1;
        while (true) {
            var state = state(condition);
            if (state.reached()) {
                return;
            }
            if (state.runs()) {
                ran = System.nanoTime();
            } else if (!state.enabled()) {
                if (restarts++ == RESTARTS) {
                    throw refused();
                }
                run(target, "alter subscription " + NAME + " enable");
                pause = LONGEST_PAUSE_MILLIS;
            } else if (System.nanoTime() - ran > silence.toNanos()) {
                throw new MoveException(Code.UNREACHABLE, "The target's subscription has not run for "
                        + silence.toSeconds() + " s: its server does not reach the source, or stops with an error each"
                        + " time. Its log says which. Once that is mended, start again; it goes on where it was.");
            }
            TimeUnit.MILLISECONDS.sleep(pause);
            pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
        }
    }

    private State state(String condition) throws SQLException {
        return list(target, """
                select %s, s.subenabled, exists (select from pg_catalog.pg_stat_subscription r
                    where r.subid = s.oid and r.relid is null and r.pid is not null)
                from pg_catalog.pg_subscription s join pg_catalog.pg_database d on d.oid = s.subdbid
                where d.datname = pg_catalog.current_database() and s.subname = '%s'""".formatted(condition, NAME),
                row -> new State(row.getBoolean(1), row.getBoolean(2), row.getBoolean(3))).stream().findFirst()
                .orElse(new State(false, true, false));
    }

    private static MoveException refused() {
        return new MoveException(Code.DIFFERENT, "The target refused a change of the source, and its subscription "
                + "stopped: somebody else wrote to the target, or changed a table there. Its server's log names the row."
                + " Nothing was skipped. Find and stop who writes there, make that row agree, and go on.");
    }

    /** Takes it away without asking the source, which may be gone; fine when there is none. */
    void drop() throws SQLException {
        if (exists()) {
            run(target, "alter subscription " + NAME + " disable");
            run(target, "alter subscription " + NAME + " set (slot_name = none)");
            run(target, "set client_min_messages = warning");
            run(target, "drop subscription " + NAME);
        }
    }
}
