package io.stackblaze.engine.local.datastore;

import java.nio.file.Path;

import io.stackblaze.engine.BackupReport;
import io.stackblaze.engine.BackupWindow;
import io.stackblaze.engine.DatastoreSpec;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.RestoreOutlook;
import io.stackblaze.engine.RestoreTarget;

/** Keeps one datastore restorable while it is kept, in the engine's words. Any thread. */
public sealed interface Backups extends AutoCloseable permits DatastoreBackups, RedisBackups {
    /** Begins to keep them. The server need not run yet. */
    void start();

    /** Promises another window from now on. */
    void promise(BackupWindow window);

    /** How they stand; cheap. */
    BackupReport report();

    /** Takes a full copy now. */
    void take() throws InterruptedException;

    /** Proves that they can be restored. */
    void prove() throws InterruptedException;

    /** Gives this moment a name. */
    void mark(String label) throws InterruptedException;

    /**
     * What a restore would give and take.
     *
     * @throws EngineException when that moment cannot be restored
     */
    RestoreOutlook outlook(RestoreTarget target) throws InterruptedException;

    /**
     * Restores into a folder that does not exist yet, ready to be kept by a keeper of that spec. Nothing is there if
     * it fails.
     *
     * @throws EngineException when it cannot be done, with the reason
     */
    void restore(RestoreTarget target, DatastoreSpec as, BackupPlace place, Path folder) throws InterruptedException;

    /** Stops keeping; what is kept stays. */
    @Override
    void close();
}
