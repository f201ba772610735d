package io.stackblaze.server.environment;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.stackblaze.server.operation.Operation;
import org.jspecify.annotations.Nullable;

/**
 * An environment as it is now, for people.
 *
 * @param release the live release; null when there is none
 * @param observedAt when the engine saw it so; null when it did not answer
 * @param services in the blueprint's order, then what is still there without being in it
 * @param urls address of each web service
 * @param missing what the platform promises and cannot do here, a sentence each with its remedy
 * @param operation what is being done to it, or waits to be
 */
public record EnvironmentView(String project, String environment, State state, @Nullable Integer release,
        @Nullable Instant observedAt, List<Service> services, Map<String, String> urls, List<String> missing,
        @Nullable Operation operation) {

    /** How an environment is, in one word. */
    public enum State {
        /** Nothing was released yet. */
        EMPTY,
        /** On its way. */
        STARTING,
        /** Everything is as wanted. */
        LIVE,
        /** Something failed. */
        DEGRADED,
        /** A person took it down. */
        DOWN,
        /** The engine does not answer. */
        UNKNOWN
    }

    /** How a service is, in one word. */
    public enum ServiceState {
        /** As wanted. */
        LIVE,
        /** On its way to another release. */
        ROLLING,
        /** Given up, or an instance of it does not stay up. */
        FAILED,
        /** Scaled to zero, or taken down. */
        STOPPED,
        /** The engine does not answer. */
        UNKNOWN
    }

    /**
     * One service.
     *
     * @param type the blueprint's word: {@code web}
     * @param release the release that serves; null for none, and for datastores
     * @param wanted instances that there should be
     * @param ready instances that serve
     * @param phase where a roll stands
     * @param cause why it failed
     * @param lastLines last lines of what failed
     * @param url public address of a web service
     * @param host private name
     * @param port private port
     * @param schedule of a cron job
     * @param next when a cron job is due
     * @param plan size name
     * @param detail one line on it; may be empty
     */
    public record Service(String name, String type, ServiceState state, @Nullable Integer release, int wanted,
            int ready,
            @Nullable String phase, @Nullable String cause, @Nullable List<String> lastLines, List<Instance> instances,
            @Nullable String url, @Nullable String host, @Nullable Integer port, @Nullable String schedule,
            @Nullable String next, @Nullable String plan, String detail) {}

    /** One instance, or one run of a cron job. */
    public record Instance(String name, int release, String state, @Nullable Instant startedAt,
            @Nullable Instant endedAt, @Nullable Integer exitCode, int restarts, String reason, double cpuPercent,
            long memoryBytes) {}

    /** The same without the moment of observation: equal as long as nothing has changed. */
    EnvironmentView withoutTime() {
        return new EnvironmentView(project, environment, state, release, null, services, urls, missing, operation);
    }
}
