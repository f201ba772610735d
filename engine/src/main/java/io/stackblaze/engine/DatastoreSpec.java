package io.stackblaze.engine;

/** A service that keeps data; it outlives every release and goes only by {@link Engine#destroyDatastore}. */
public sealed interface DatastoreSpec extends ServiceSpec permits PostgresSpec, RedisSpec {
    /** The password of the one account that services use. Never empty. */
    Secret password();

    /** Memory and CPU it may take. */
    Resources resources();

    /** What its backups promise. */
    BackupWindow backup();
}
