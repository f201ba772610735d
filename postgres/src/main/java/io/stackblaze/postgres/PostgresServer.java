package io.stackblaze.postgres;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A Postgres server as a thing we own. Its processes outlive this one; a later object for the same folder finds them
 * again.
 * One thread at a time.
 */
public final class PostgresServer {
    private final PostgresSettings settings;

    /** Describes a server; nothing happens yet. */
    public PostgresServer(PostgresSettings settings) {
        this.settings = settings;
    }

    /**
     * Makes it be as the settings say: creates the cluster if there is none, starts the server or adopts a running one,
     * and
     * sees to account, password, database and extensions. Returns when it takes connections; doing it again is cheap.
     */
    public void start() throws PostgresException, InterruptedException {
        throw new PostgresException(settings.toString());
    }

    /** Stops it in fast mode: sessions end, everything committed is kept. Fine when it does not run. */
    public void stop() throws PostgresException, InterruptedException {
        throw new PostgresException(settings.toString());
    }

    /** The postmaster, if it runs: checked against pid reuse. */
    public Optional<ProcessHandle> process() {
        return Optional.empty();
    }

    /** Where its log is written. */
    public Path log() {
        return settings.directory().resolve("postgres.log");
    }

    /** {@code PostgreSQL 16.15}: what runs, or would. */
    public String version() {
        return settings.major();
    }

    /** JDBC address of its database, without credentials. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + settings.address() + ":" + settings.port() + "/" + settings.database();
    }

    /** Stops it and deletes its folder, data and all. */
    public void destroy() throws PostgresException, InterruptedException {
        stop();
    }
}
