package io.stackblaze.engine.local.instance;

import java.time.Instant;

import io.stackblaze.engine.EnvironmentId;

/**
 * What is kept about an instance before anything of it is started.
 *
 * @param id unique for ever
 * @param name as people see it: {@code web.1}
 * @param number the number in the name
 * @param key what tells whether it is the same as another; see {@link WorkloadKey}
 * @param generation grows with each restart that was asked for
 * @param host address it listens on; empty for one that listens to nobody
 * @param port port it was told to listen on, 0 for none
 * @param boot boot of the machine it belongs to
 * @param startedAt when its process was to begin
 * @param restarts how often it had been started again by then
 */
public record InstanceRecord(String id, EnvironmentId environment, String service, String name, int number,
        int release, Kind kind, String key, int generation, String host, int port, String boot, Instant startedAt,
        int restarts) {
    /** What an instance is for. */
    public enum Kind {
        /** Runs all the time. */
        SERVICE,
        /** One run of a cron job. */
        RUN,
        /** A command somebody waits for; ends with the node. */
        ONE_OFF
    }
}
