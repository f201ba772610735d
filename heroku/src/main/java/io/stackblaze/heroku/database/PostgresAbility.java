package io.stackblaze.heroku.database;

/** The names of what a role is tried for. */
public final class PostgresAbility {
    /** A logical slot can be made: the only thing that proves that changes can be streamed. */
    public static final String REPLICATION = "logical replication";
    /** Triggers that note what changes, in a schema of their own. */
    public static final String CAPTURE = "triggers that follow changes";
    /** All tables belong to the role, so that they can have such triggers. */
    public static final String OWNER = "ownership of all tables";
    /** Several connections can read the same state. */
    public static final String SNAPSHOT = "shared snapshots";
    /** Numbers of transactions can be read. */
    public static final String TRANSACTION_IDS = "transaction ids";
    /** Large objects can be made. */
    public static final String LARGE_OBJECTS = "large objects";
    /** Triggers can be kept quiet while data is loaded. */
    public static final String REPLICA_ROLE = "replica role";
    /** Changes of the schema can be noticed by trigger. */
    public static final String EVENT_TRIGGERS = "event triggers";

    private PostgresAbility() {}
}
