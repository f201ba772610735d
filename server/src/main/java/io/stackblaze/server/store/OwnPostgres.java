package io.stackblaze.server.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;

import io.stackblaze.postgres.PostgresException;
import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.PostgresSettings;
import io.stackblaze.server.secret.Random;

/** The PostgreSQL that the control plane keeps for itself in its home, when none is given to it. */
public final class OwnPostgres implements AutoCloseable {
    private static final String NAME = "stackblaze";
    private static final String MAJOR = "18";
    private static final int MEMORY_MIB = 96;

    private final PostgresServer server;
    private final DatabaseAddress address;

    private OwnPostgres(PostgresServer server, String password) {
        this.server = server;
        this.address = new DatabaseAddress(server.jdbcUrl(), NAME, password);
    }

    /**
     * Starts it, or adopts it when it still runs after a crash of ours.
     *
     * @param folder folder of the server in its home
     * @param binaries folder in which Postgres' programs are unpacked
     */
    public static OwnPostgres start(Path folder, Path binaries, Random random)
            throws StoreException, InterruptedException {
        try {
            Files.createDirectories(folder);
            String password = password(folder.resolve("store.password"), random);
            IntFunction<PostgresSettings> settings = port -> settings(folder, binaries, password, port);
            var server = new PostgresServer(settings.apply(port(folder.resolve("store.port"), settings)));
            server.start();
            return new OwnPostgres(server, password);
        } catch (IOException | PostgresException e) {
            throw new StoreException("The own database in " + folder.resolve("store") + " does not start: "
                    + e.getMessage(), e);
        }
    }

    /** What it is like, in a home's folder of the server. */
    public static PostgresSettings settings(Path folder, Path binaries, String password, int port) {
        return new PostgresSettings(folder.resolve("store"), binaries, MAJOR, "127.0.0.1", port, NAME, password, NAME,
                MEMORY_MIB, List.of(), OptionalInt.empty());
    }

    /** The server itself. */
    public PostgresServer server() {
        return server;
    }

    /** Where it is. */
    public DatabaseAddress address() {
        return address;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (PostgresException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String password(Path file, Random random) throws IOException {
        if (!Files.exists(file)) {
            var next = file.resolveSibling("store.password.next");
            Files.deleteIfExists(next);
            Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(next, random.password());
            Files.move(next, file);
        }
        return Files.readString(file);
    }

    /** The port of the last time while it is free or still ours, else a fresh one. */
    private static int port(Path file, IntFunction<PostgresSettings> settings) throws IOException {
        if (Files.exists(file)) {
            int port = Integer.parseInt(Files.readString(file).strip());
            if (free(port) || new PostgresServer(settings.apply(port)).process().isPresent()) {
                return port;
            }
        }
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(file, Integer.toString(socket.getLocalPort()));
            return socket.getLocalPort();
        }
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
