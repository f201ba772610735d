package io.stackblaze.server.migration;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The domains of an app that is cut over, as people see them.
 *
 * @param way {@code edge}, or {@code dns}
 * @param to where domains are to lead; empty for the edge
 * @param changedBy {@code hand}, or the server that takes updates
 * @param gates what must be so before the cut, or after it
 */
public record DnsView(String way, List<String> to, String changedBy, List<Domain> domains,
        List<MigrationView.Gate> gates) {
    /**
     * One domain. Records are lines as in a zone file.
     *
     * @param records what its zone's servers say
     * @param ttlSeconds how long resolvers may keep that; -1 when not known
     * @param readyAt when longer times to live are forgotten; null while it is not low
     * @param lower what to set ahead of the cut; empty when it is low
     * @param here what leads it here
     * @param back what leads it to Heroku again
     * @param resolvers what resolvers say now
     * @param problem why nothing is known; empty when something is
     */
    public record Domain(String domain, String zone, List<String> servers, List<String> records, long ttlSeconds,
            @Nullable Instant readyAt, List<String> lower, List<String> here, List<String> back,
            Map<String, List<String>> resolvers, String problem) {}
}
