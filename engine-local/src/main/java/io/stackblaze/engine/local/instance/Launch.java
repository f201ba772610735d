package io.stackblaze.engine.local.instance;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

import io.stackblaze.engine.Workload;
import io.stackblaze.engine.local.logs.Sink;
import io.stackblaze.sandbox.Mount;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to start an instance.
 *
 * @param record what is kept about it
 * @param workload what it executes
 * @param place where in the network it stands
 * @param sink where its lines go
 */
public record Launch(InstanceRecord record, Workload workload, Place place, Sink sink) {
    /**
     * An environment's place in the network, as its instances see it.
     *
     * @param namespace network namespace, null for the machine's own
     * @param uid user of the environment's instances, empty when they run as this process does
     * @param files name files, mounted over the machine's
     */
    public record Place(@Nullable String namespace, OptionalInt uid, List<Mount> files) {
        /** Copies the list. */
        public Place {
            files = List.copyOf(files);
        }
    }

    /** The build's folder. */
    Path artifact() {
        return Path.of(workload.artifact().location());
    }
}
