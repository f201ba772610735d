package io.stackblaze.engine;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Runs the services of environments somewhere: this machine, a cluster.
 *
 * <p>
 * {@link #apply} is level-triggered: it says how an environment should be, and the engine works towards that until it
 * is told otherwise, across restarts of its own. What comes of it is read from {@link #status} and {@link #watch}.
 *
 * <p>
 * What every engine promises is written down as tests in {@code EngineContract}: new instances are healthy and receive
 * routed traffic before old ones are drained; one instance more than wanted during a roll, never one fewer; a release
 * that
 * does not become healthy is {@link Rollout.Failed} with the old one still serving; instances that end are restarted
 * after
 * 10 s, doubling up to 5 min, the first time at once; one run per cron tick; a private name reaches services of its own
 * environment only.
 *
 * <p>
 * All methods may be called from any thread, block, and throw {@link EngineException}.
 */
public interface Engine extends AutoCloseable {
    /** Sentences on what this engine cannot do here, each with its remedy; empty when it keeps every promise. */
    List<String> missing();

    /** Takes the spec as what should be; returns once it is kept durably, before it is true. */
    void apply(EnvironmentSpec spec);

    /** Stops and forgets everything of an environment but its datastores' data. Unknown environments are fine. */
    void remove(EnvironmentId id);

    /** Stops a datastore that is in no spec any more and deletes its data, for good. */
    void destroyDatastore(EnvironmentId id, String service);

    /** How the backups of a datastore stand. */
    default BackupReport backups(EnvironmentId id, String service) {
        throw noBackups();
    }

    /** Takes a full copy of a datastore now; returns when it is kept and was read back. */
    default BackupReport backUp(EnvironmentId id, String service) {
        throw noBackups();
    }

    /** Restores a random moment beside everything else, compares it with what was recorded then, and discards it. */
    default BackupReport proveBackups(EnvironmentId id, String service) {
        throw noBackups();
    }

    /** Gives this moment a name, to which the datastore can be restored exactly. */
    default BackupReport markPoint(EnvironmentId id, String service, String label) {
        throw noBackups();
    }

    /**
     * What a restore would give and take; nothing is begun.
     *
     * @throws EngineException {@link EngineException.Code#INVALID} when that moment cannot be restored
     */
    default RestoreOutlook restorable(EnvironmentId id, String service, RestoreTarget target) {
        throw noBackups();
    }

    /**
     * Restores a datastore into a new one, with the same account; returns when that runs. It is wanted until
     * {@link #destroyDatastore}, though it is in no spec.
     *
     * @return how the backups of the source stand
     */
    default BackupReport restoreDatastore(RestoreOrder order) {
        throw noBackups();
    }

    /** Restores a datastore into a new one beside it, with the same password. */
    default BackupReport restoreDatastore(EnvironmentId id, String service, RestoreTarget target, String as) {
        return restoreDatastore(new RestoreOrder(id, service, target, id, as, null,
                UUID.randomUUID().toString()));
    }

    /**
     * Where the control plane itself reaches a datastore, by TCP. Good for as long as the datastore runs.
     *
     * @throws EngineException {@link EngineException.Code#NOT_FOUND} when none of that name runs
     */
    default Reach reach(EnvironmentId id, String service) {
        throw new EngineException(EngineException.Code.INVALID,
                "This engine's datastores cannot be reached from here.");
    }

    /** Changes what becomes of requests for a web service's hosts; kept across restarts until it is changed again. */
    default void divert(EnvironmentId id, String service, Diversion diversion) {
        throw new EngineException(EngineException.Code.INVALID, "This engine cannot lead requests elsewhere.");
    }

    /** What passed the edge to a web service. */
    default EdgeTraffic edgeTraffic(EnvironmentId id, String service) {
        return EdgeTraffic.NONE;
    }

    /** How a datastore was over the last hours, oldest point first; empty when nothing was measured. */
    default List<DatastorePoint> datastoreFigures(EnvironmentId id, String service) {
        return List.of();
    }

    private static EngineException noBackups() {
        return new EngineException(EngineException.Code.INVALID, "This engine keeps no backups of its own.");
    }

    /** Environments the engine knows. */
    List<EnvironmentId> environments();

    /** What the environment is now. An unknown environment has revision 0 and no services. */
    EnvironmentStatus status(EnvironmentId id);

    /**
     * Calls the consumer with the status now and after each change, at most a few times a second, on a thread of the
     * engine's, until the returned subscription is closed.
     */
    Subscription watch(EnvironmentId id, Consumer<EnvironmentStatus> consumer);

    /** Gives lines to the consumer, oldest first; without {@code follow} it ends by itself. */
    Subscription logs(EnvironmentId id, LogQuery query, Consumer<LogLine> consumer);

    /** Replaces each instance of a service by a new one of the same release, as gently as a deployment would. */
    void restart(EnvironmentId id, String service);

    /** Runs a command to its end, giving its output as it comes; returns its exit code, 128 + signal, or 124. */
    int run(OneOff oneOff, Consumer<LogLine> output);

    /** Lets go of the engine; what it runs goes on. */
    @Override
    void close();

    /** An address for TCP. */
    record Reach(String host, int port) {}

    /** Something that goes on until it is closed. */
    interface Subscription extends AutoCloseable {
        /** Waits until it has ended by itself, at most that long; says whether it has. */
        boolean awaitEnd(Duration atMost) throws InterruptedException;

        /** Ends it; closing twice is fine. */
        @Override
        void close();
    }
}
