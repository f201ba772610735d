package io.stackblaze.migration.inspect;

import java.time.Instant;
import java.util.List;

import io.stackblaze.heroku.inventory.Inventory;

/**
 * What an inspection found. No form of it holds a value of a config var.
 *
 * @param calls questions that Heroku was asked; 0 when files were read
 * @param remaining what is left of the account's budget; -1 when not known
 */
public record Report(Inventory inventory, Mapping mapping, List<Risk> risks, Instant at, int calls, int remaining) {
    /** Copies the list. */
    public Report {
        risks = List.copyOf(risks);
    }

    /** Of an inventory. */
    public static Report of(Inventory inventory, Wishes wishes, Instant at, int calls, int remaining) {
        return new Report(inventory, Mapper.map(inventory, wishes), Risks.of(inventory), at, calls, remaining);
    }

    /** What is known of prices there, in US cents a month. */
    public int centsThere() {
        return mapping.costs().stream().mapToInt(cost -> Math.max(0, cost.there())).sum();
    }

    /** The same here; what is kept elsewhere costs there what it costs now. */
    public int centsHere() {
        return mapping.costs().stream().mapToInt(cost -> cost.here() < 0 ? Math.max(0, cost.there()) : cost.here())
                .sum();
    }
}
