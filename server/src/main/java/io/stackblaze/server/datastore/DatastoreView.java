package io.stackblaze.server.datastore;

import io.stackblaze.blueprint.ServiceType;
import io.stackblaze.engine.BackupReport;
import org.jspecify.annotations.Nullable;

/**
 * A datastore as it is now.
 *
 * @param version name and version of the server; empty while that is not known
 * @param bytes size of its data; null when it does not answer
 * @param backups how they stand, as one word; null when it has none
 */
public record DatastoreView(String service, ServiceType type, State state, String version, @Nullable Long bytes,
        BackupReport.@Nullable State backups) {
    /** Whether it serves. */
    public enum State {
        /** It does. */
        LIVE,
        /** Not yet. */
        STARTING,
        /** It could not be started. */
        FAILED,
        /** Nobody wants it to run. */
        STOPPED,
        /** The engine does not answer. */
        UNKNOWN
    }

    /**
     * One datastore with all that is known of it.
     *
     * @param windowDays days back to which it can be restored, as its blueprint says; null when none names it
     * @param at UTC time of the daily full copy; null likewise
     * @param postgres what a Postgres says; null when it does not answer
     * @param redis what a Redis says; null when it does not answer
     * @param backups null when it has none
     * @param problem why something is missing; null when nothing is
     */
    public record Detail(String service, ServiceType type, State state, String version, @Nullable Integer windowDays,
            @Nullable String at, @Nullable PostgresFacts postgres, @Nullable RedisFacts redis,
            @Nullable BackupReport backups, @Nullable String problem) {}
}
