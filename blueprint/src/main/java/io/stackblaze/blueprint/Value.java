package io.stackblaze.blueprint;

import java.util.Locale;

/** What a variable is given. */
public sealed interface Value {
    /** The text as it stands in the file. */
    record Plain(String text) implements Value {}

    /** A property of another service of the same environment. */
    record FromService(String service, Property property) implements Value {}

    /** What can be asked of another service. */
    enum Property {
        /** Datastores: {@code postgres://user:password@db.internal:5432/db}. */
        CONNECTION_STRING,
        /** Any: {@code db.internal}. */
        HOST,
        /** Any: {@code 5432}. */
        PORT,
        /** Datastores. */
        USER,
        /** Datastores. */
        PASSWORD,
        /** Datastores: the database's name; {@code 0} for Redis. */
        DATABASE,
        /** Web: {@code http://api.internal:8080}. */
        URL;

        /** The word as it stands in a blueprint. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
