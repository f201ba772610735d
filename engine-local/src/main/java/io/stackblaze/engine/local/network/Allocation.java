package io.stackblaze.engine.local.network;

import java.util.Map;
import java.util.TreeMap;

/**
 * What addresses an environment has, kept so that it has them again.
 *
 * @param block which range of 256 addresses
 * @param services place of each service's address in it; a place is never given to another service
 */
record Allocation(int block, Map<String, Integer> services) {
    /** .1 is the gateway. */
    private static final int FIRST = 2;
    /** .254 is where the instances are. */
    private static final int LAST = 253;

    Allocation {
        services = Map.copyOf(services);
    }

    Allocation with(String service) {
        if (services.containsKey(service)) {
            return this;
        }
        for (int place = FIRST; place <= LAST; place++) {
            if (!services.containsValue(place)) {
                var more = new TreeMap<>(services);
                more.put(service, place);
                return new Allocation(block, more);
            }
        }
        throw new IllegalStateException("an environment has " + LAST + " addresses and they are all taken");
    }

    Allocation movedTo(int another) {
        return new Allocation(another, services);
    }
}
