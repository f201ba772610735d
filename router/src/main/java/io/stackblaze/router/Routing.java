package io.stackblaze.router;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** A {@link RouteTable} ready for looking up; immutable, replaced whole. */
record Routing(Map<String, Entry> exact, Map<String, Entry> wildcards) {
    static final Routing EMPTY = new Routing(Map.of(), Map.of());

    /**
     * What one host leads to.
     *
     * @param backends instances of {@link Route.Target.Serve} and {@link Route.Target.Outside}; empty for other targets
     * @param outside the server of {@link Route.Target.Outside}
     */
    record Entry(Route.Target target, ServiceState service, List<BackendState> backends,
            @Nullable BackendState outside) {
        /**
         * The instance with the fewest requests in flight; among equals, whichever comes first from {@code start} on.
         *
         * @param without instances that were tried already
         */
        @Nullable
        BackendState leastBusy(int start, Set<BackendState> without) {
            BackendState best = null;
            int fewest = Integer.MAX_VALUE;
            int count = backends.size();
            for (int i = 0; i < count; i++) {
                BackendState candidate = backends.get((start + i) % count);
                int inFlight = candidate.inFlight();
                if (inFlight < fewest && !without.contains(candidate)) {
                    best = candidate;
                    fewest = inFlight;
                }
            }
            return best;
        }
    }

    /** The route for a name as {@link HostName} gives it: its own, else that of its parent's wildcard. */
    @Nullable
    Entry find(String host) {
        Entry entry = exact.get(host);
        if (entry == null && !wildcards.isEmpty()) {
            int dot = host.indexOf('.');
            entry = dot < 0 ? null : wildcards.get(host.substring(dot + 1));
        }
        return entry;
    }
}
