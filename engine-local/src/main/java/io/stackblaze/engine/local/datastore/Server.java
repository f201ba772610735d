package io.stackblaze.engine.local.datastore;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;

import io.stackblaze.engine.DatastoreSpec;
import io.stackblaze.engine.PostgresSpec;
import io.stackblaze.engine.RedisSpec;
import io.stackblaze.postgres.PostgresException;
import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.PostgresSettings;
import io.stackblaze.redis.RedisException;
import io.stackblaze.redis.RedisServer;
import io.stackblaze.redis.RedisSettings;

/** A datastore's server, whatever kind it is. One thread at a time. */
sealed interface Server {
    /** Makes it run and answer. */
    void start() throws DatastoreException, InterruptedException;

    /** Stops it; its data stays. */
    void stop() throws DatastoreException, InterruptedException;

    /** Stops it and deletes its data. */
    void destroy() throws DatastoreException, InterruptedException;

    /** Its process, if it runs. */
    Optional<ProcessHandle> process();

    /** What it counts; a few seconds at most. */
    Vitals vitals() throws DatastoreException;

    /** Where it writes its log. */
    Path log();

    /** Name and version. */
    String version();

    /** The server that a spec describes, in a folder, at an address. */
    static Server of(DatastoreSpec spec, Path folder, Path binaries, String address) {
        return switch (spec) {
            case PostgresSpec postgres -> new Postgres(new PostgresServer(new PostgresSettings(folder, binaries,
                    postgres.version(), address, port(spec), postgres.user(), postgres.password().reveal(),
                    postgres.database(), postgres.resources().memoryMiB(), postgres.extensions(),
                    OptionalInt.empty()).offeringTls()));
            case RedisSpec redis -> new Redis(new RedisServer(new RedisSettings(folder, binaries, redis.version(),
                    address, port(spec), redis.password().reveal(), redis.resources().memoryMiB(), redis.eviction(),
                    redis.persistence().name().toLowerCase(java.util.Locale.ROOT), OptionalInt.empty())));
        };
    }

    /** Port that services of the kind are reached at. */
    static int port(DatastoreSpec spec) {
        return switch (spec) {
            case PostgresSpec _ -> 5432;
            case RedisSpec _ -> 6379;
        };
    }

    /** PostgreSQL. */
    record Postgres(PostgresServer server) implements Server {
        @Override
        public void start() throws DatastoreException, InterruptedException {
            try {
                server.start();
            } catch (PostgresException e) {
                throw new DatastoreException(e);
            }
        }

        @Override
        public void stop() throws DatastoreException, InterruptedException {
            try {
                server.stop();
            } catch (PostgresException e) {
                throw new DatastoreException(e);
            }
        }

        @Override
        public void destroy() throws DatastoreException, InterruptedException {
            try {
                server.destroy();
            } catch (PostgresException e) {
                throw new DatastoreException(e);
            }
        }

        @Override
        public Optional<ProcessHandle> process() {
            return server.process();
        }

        @Override
        public Vitals vitals() throws DatastoreException {
            try {
                return Vitals.of(server);
            } catch (SQLException e) {
                throw new DatastoreException(e);
            }
        }

        @Override
        public Path log() {
            return server.log();
        }

        @Override
        public String version() {
            return server.version();
        }
    }

    /** Redis or Valkey. */
    record Redis(RedisServer server) implements Server {
        @Override
        public void start() throws DatastoreException, InterruptedException {
            try {
                server.start();
            } catch (RedisException e) {
                throw new DatastoreException(e);
            }
        }

        @Override
        public void stop() throws DatastoreException, InterruptedException {
            try {
                server.stop();
            } catch (RedisException e) {
                throw new DatastoreException(e);
            }
        }

        @Override
        public void destroy() throws DatastoreException, InterruptedException {
            try {
                server.destroy();
            } catch (RedisException e) {
                throw new DatastoreException(e);
            }
        }

        @Override
        public Optional<ProcessHandle> process() {
            return server.process();
        }

        @Override
        public Vitals vitals() throws DatastoreException {
            try {
                return Vitals.of(server);
            } catch (IOException e) {
                throw new DatastoreException(e);
            }
        }

        @Override
        public Path log() {
            return server.log();
        }

        @Override
        public String version() {
            return server.version();
        }
    }
}
