package io.stackblaze.engine.local.network;

import java.util.Map;

import io.stackblaze.engine.local.instance.Launch;

/** An environment's part of the network. Any thread. */
public interface EnvironmentNetwork {
    /** Where its instances stand. */
    Launch.Place place();

    /** Address at which its instances listen, as seen from the node. */
    String instanceHost();

    /** A port for an instance that no other of the environment's has. */
    int takePort();

    /** Says that a port is in use, or free again. */
    void portInUse(int port, boolean used);

    /** The one address of a service, for good. */
    String address(String service);

    /**
     * Makes these services, and no others, reachable by name.
     *
     * @param ports port of each that listens; 0 for those that have a name only
     */
    void expose(Map<String, Integer> ports);
}
