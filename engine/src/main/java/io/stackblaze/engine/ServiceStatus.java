package io.stackblaze.engine;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What one service is, as observed.
 *
 * @param service its name
 * @param release the release that serves, 0 for none or a datastore
 * @param rollout how far the wanted release is
 * @param instances running and recently ended instances; runs of a cron job, newest first
 * @param next when a cron job is due next, in the form of {@link java.time.Instant#toString()}
 * @param detail one line for people: {@code PostgreSQL 16.15, 42 MB}; empty when there is nothing to say
 */
public record ServiceStatus(String service, int release, Rollout rollout, List<InstanceStatus> instances,
        @Nullable String next, String detail) {
    /** Copies the list. */
    public ServiceStatus {
        instances = List.copyOf(instances);
    }
}
