package io.stackblaze.postgres.backup;

import java.time.Instant;
import java.util.List;

/**
 * What tables held at every moment from one to another, to prove a restore with.
 *
 * @param from the server's time after the first look
 * @param until the server's time before the second look
 * @param tables tables that were the same in both
 */
public record Facts(Instant from, Instant until, List<Table> tables) {
    /**
     * What one table held.
     *
     * @param rows how many
     * @param sum order-independent checksum of all rows
     */
    public record Table(String database, String schema, String name, long rows, String sum) {
        @Override
        public String toString() {
            return database + "." + schema + "." + name;
        }
    }

    /** Copies the list. */
    public Facts {
        tables = List.copyOf(tables);
    }
}
