package io.stackblaze.server.move;

import java.util.Locale;

/** What is moved. */
public enum MoveKind {
    /** One database of a Postgres server. */
    POSTGRES,
    /** All databases of a Redis or Valkey. */
    REDIS;

    /** What is counted. */
    String unit() {
        return this == POSTGRES ? "row" : "key";
    }

    /** As it is written. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
