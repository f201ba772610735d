package io.stackblaze.migration.dns;

import java.util.List;
import java.util.Locale;

/**
 * What the servers of a domain's zone say about it.
 *
 * @param zone name of the zone that it is in; empty when none was found
 * @param servers the zone's servers that answered
 * @param sets its addresses, or its alias; empty when there are none
 * @param issuers who may certify it; empty for anybody
 * @param agree whether all servers said the same
 * @param problem why nothing is known; empty when something is
 */
public record DomainRecords(String domain, String zone, List<String> servers, List<RecordSet> sets,
        List<String> issuers, boolean agree, String problem) {
    /** Copies. */
    public DomainRecords {
        servers = List.copyOf(servers);
        sets = List.copyOf(sets);
        issuers = List.copyOf(issuers);
    }

    /** Nothing is known. */
    static DomainRecords unknown(String domain, String problem) {
        return new DomainRecords(domain, "", List.of(), List.of(), List.of(), true, problem);
    }

    /** Whether it is its zone's own name, which can be no alias. */
    public boolean apex() {
        return domain.equals(zone);
    }

    /** The longest time for which resolvers may keep any of it; -1 when there is nothing. */
    public long ttlSeconds() {
        return sets.stream().mapToLong(RecordSet::ttlSeconds).max().orElse(-1);
    }

    /** Whether it has exactly these records, whatever their times to live. */
    public boolean has(List<RecordSet> wanted) {
        return problem.isEmpty() && agree && values(sets).equals(values(wanted));
    }

    /** Whether that authority may certify it. */
    public boolean permits(String issuer) {
        return issuers.isEmpty() || issuers.contains(issuer.toLowerCase(Locale.ROOT));
    }

    private static List<String> values(List<RecordSet> sets) {
        return sets.stream().flatMap(set -> set.values().stream().map(value -> set.type() + " " + value)).sorted()
                .toList();
    }
}
