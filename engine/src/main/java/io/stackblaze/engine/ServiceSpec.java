package io.stackblaze.engine;

/** One service as it should run. Every value is final: references are resolved, defaults are filled in. */
public sealed interface ServiceSpec permits ProcessSpec, DatastoreSpec {
    /** Name of the service, a DNS label: {@code <name>.internal} reaches it from its own environment. */
    String name();
}
