package io.stackblaze.engine.local.network;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import io.stackblaze.engine.EnvironmentId;

/** The networks of all environments of one node. Any thread. */
public interface Networks {
    /** Brings an environment's network up, with the addresses it had before; fine when it is up. */
    EnvironmentNetwork open(EnvironmentId id) throws IOException;

    /** Takes it down and forgets it. */
    void remove(EnvironmentId id) throws IOException;

    /** Takes down what earlier nodes of this home left of any other environment. */
    void sweep(Set<EnvironmentId> known) throws IOException;

    /** Takes down everything of this home; it comes back when it is opened again. */
    void removeAll() throws IOException;

    /** What they do not keep apart, with the remedy. */
    List<String> missing();
}
