package io.stackblaze.heroku.emulator.account;

/** What stands behind an add-on of Heroku Postgres or of Heroku Key-Value Store. */
public interface Datastore {
    /** Where an app reaches it now, password and all. */
    String url();

    /** Gives it another password; the address changes with it. */
    void rotate();

    /** Sets a parameter, where the service lets its users do so. */
    void configure(String name, String value);

    /** The version of its server, as {@code 16.4}. */
    String version();

    /** What is in it now. */
    Figures figures();

    /**
     * What is in a datastore.
     *
     * @param bytes how much data
     * @param tables how many tables; of a key-value store, keys
     * @param connections connections in use
     */
    record Figures(long bytes, int tables, int connections) {}
}
