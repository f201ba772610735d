package io.stackblaze.router;

import java.util.Map;

/**
 * Every host the router serves; anything else is answered with 404 and an explanation.
 *
 * @param hosts lower-case host names without port; {@code *.example.org} matches one more label
 */
public record RouteTable(Map<String, Route> hosts) {
    /** Copies the map. */
    public RouteTable {
        hosts = Map.copyOf(hosts);
    }
}
