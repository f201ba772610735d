package io.stackblaze.postgres.move.follow;

/** The ways to follow a database. */
public enum Method {
    /** A slot where everything it needs is there, else triggers. */
    AUTO,
    /** Triggers note the keys of touched rows at the source; needs no right to replicate. */
    TRIGGERS,
    /** A replication slot at the source, and a subscription of the target. */
    SLOT
}
