package io.stackblaze.postgres.move.preflight;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.catalog.Catalog;
import io.stackblaze.postgres.move.catalog.Table;
import io.stackblaze.postgres.move.follow.Method;
import io.stackblaze.postgres.move.follow.SlotFollower;
import io.stackblaze.postgres.move.preflight.Finding.Level;

/**
 * How changes are going to be followed, and why.
 *
 * @param method triggers or slot
 * @param finding the reason, and what comes with it
 */
public record MethodChoice(Method method, Finding finding) {
    private static final String TOO_LONG = "57014";

    /** Chooses by trying what a slot needs; leaves nothing on either side. */
    public static MethodChoice of(Endpoint source, Endpoint target, Method wanted) throws MoveException {
        if (wanted == Method.TRIGGERS) {
            return triggers("as was asked for");
        }
        try (Connection from = source.connect(); Connection to = target.connect()) {
            var catalog = Catalog.read(from);
            var keyless = keyless(catalog);
            var against = against(from, to, source, catalog, keyless);
            if (against.isEmpty() && wanted == Method.AUTO && !keyless.isEmpty()) {
                against = Optional.of("tables without a key would make it write whole rows to its log: "
                        + Preflight.named(keyless.stream().map(table -> table.name().toString()).toList()));
            }
            if (against.isEmpty()) {
                return slot(keyless);
            }
            return wanted == Method.AUTO
                    ? triggers("because a replication slot cannot be used: " + against.get())
                    : new MethodChoice(Method.SLOT, new Finding(Level.NO_GO,
                            "A replication slot cannot be used: " + against.get() + ".",
                            "Follow by triggers, which need none of this."));
        } catch (SQLException e) {
            throw MoveException.of(e, "Looking for the way to follow " + source.shown(), Code.REFUSED);
        }
    }

    private static MethodChoice triggers(String why) {
        return new MethodChoice(Method.TRIGGERS,
                new Finding(Level.FINE, "Changes are followed by triggers, " + why + ".", ""));
    }

    private static MethodChoice slot(List<Table> keyless) {
        var what = "Changes are followed through a replication slot: until the target has them the source keeps its log, "
                + "and its disk must have room for that.";
        return new MethodChoice(Method.SLOT, keyless.isEmpty()
                ? new Finding(Level.FINE, what, "")
                : new Finding(Level.LIMIT, what + " Tables without a key log whole rows until the move ends"
                        + " (REPLICA IDENTITY FULL), and are searched whole for each: "
                        + Preflight.named(keyless.stream().map(table -> table.name().toString()).toList()) + ".",
                        "Add a primary key, or follow by triggers."));
    }

    private static List<Table> keyless(Catalog catalog) {
        return permanent(catalog).filter(table -> table.key().isEmpty()).toList();
    }

    private static Stream<Table> permanent(Catalog catalog) {
        return catalog.tablesWithRows().stream()
                .filter(table -> table.persistence() == Table.Persistence.PERMANENT);
    }

    /** The first thing that stands against it. */
    private static Optional<String> against(Connection from, Connection to, Endpoint source, Catalog catalog,
            List<Table> keyless) throws SQLException {
        var level = Sql.text(from, "SELECT current_setting('wal_level')");
        if (!level.equals("logical")) {
            return Optional.of("the source's wal_level is " + level + ", not logical");
        }
        for (Table table : keyless) {
            var apart = Trial.refused(from, "SELECT DISTINCT " + table.writtenColumns() + " FROM ONLY "
                    + table.name().quoted() + " LIMIT 0");
            if (!apart.isEmpty()) {
                return Optional.of("rows of " + table.name() + " have no key and cannot be told apart: " + apart);
            }
        }
        var refused = refusedSlot(from);
        if (refused.isEmpty()) {
            refused = refusedPublication(from, catalog);
        }
        if (refused.isEmpty()) {
            refused = refusedSubscription(to, source);
        }
        return refused.isEmpty() ? Optional.empty() : Optional.of(refused);
    }

    private static String refusedSlot(Connection from) throws SQLException {
        try {
            Sql.run(from, "SET statement_timeout = '10s'");
            Sql.list(from, "SELECT pg_drop_replication_slot(slot_name) FROM pg_create_logical_replication_slot("
                    + "'stackblaze_trial_' || pg_backend_pid(), 'pgoutput', true)", row -> row.getString(1));
            return "";
        } catch (SQLException e) {
            return TOO_LONG.equals(e.getSQLState())
                    ? "it waits for the end of every open transaction, and some take longer than 10 s"
                    : "the source refuses one: " + Trial.said(e);
        } finally {
            Sql.run(from, "SET statement_timeout = 0");
        }
    }

    private static String refusedPublication(Connection from, Catalog catalog) throws SQLException {
        var tables = permanent(catalog).map(table -> "ONLY " + table.name().quoted()).collect(Collectors.joining(", "));
        var refused = Trial.refused(from, "CREATE PUBLICATION stackblaze_trial" + (tables.isEmpty()
                ? ""
                : " FOR TABLE "
                        + tables));
        return refused.isEmpty() ? "" : "the source refuses a publication of its tables: " + refused;
    }

    private static String refusedSubscription(Connection to, Endpoint source) throws SQLException {
        var refused = Trial.refused(to, () -> SlotFollower.trySubscription(to, source));
        return refused.isEmpty() ? "" : "the target refuses a subscription: " + refused;
    }
}
