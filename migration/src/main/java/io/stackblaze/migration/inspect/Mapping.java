package io.stackblaze.migration.inspect;

import java.util.List;

/**
 * What an app becomes.
 *
 * @param project name of the project
 * @param counterparts what becomes of each thing
 * @param variables what becomes of config vars
 * @param atZero services that a first release keeps at zero: workers and crons
 * @param costs each service's price there and here
 * @param blueprint text of {@code blueprint.yaml}
 */
public record Mapping(String project, List<Counterpart> counterparts, VariableKinds variables, List<String> atZero,
        List<Cost> costs, String blueprint) {
    /** Copies. */
    public Mapping {
        counterparts = List.copyOf(counterparts);
        atZero = List.copyOf(atZero);
        costs = List.copyOf(costs);
    }

    /**
     * A price for a month, in US cents; -1 where nobody knows.
     *
     * @param what the service, or the add-on
     */
    public record Cost(String what, int there, int here) {}
}
