package io.stackblaze.postgres.backup;

import java.io.IOException;

import io.stackblaze.postgres.PostgresServer;

/** Where drills are held. */
@FunctionalInterface
public interface Ground {
    /** A server of a major version that does not exist yet, and takes little memory; it is destroyed by the drill. */
    PostgresServer server(String version) throws IOException;
}
