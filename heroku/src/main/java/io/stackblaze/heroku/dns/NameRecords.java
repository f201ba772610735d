package io.stackblaze.heroku.dns;

import java.util.List;

/**
 * What a host name leads to now.
 *
 * @param hostname the name
 * @param cname where it is an alias to; empty when it is none
 * @param addresses that it ends at
 * @param ttlSeconds how long resolvers may keep the record, as its own servers say it; -1 when not known
 * @param caa who may issue certificates; empty for anybody
 * @param problem why nothing was found; empty when something was
 */
public record NameRecords(String hostname, String cname, List<String> addresses, long ttlSeconds, List<String> caa,
        String problem) {
    /** Copies. */
    public NameRecords {
        addresses = List.copyOf(addresses);
        caa = List.copyOf(caa);
    }
}
