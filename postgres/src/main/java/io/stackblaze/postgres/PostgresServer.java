package io.stackblaze.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.sandbox.Daemon;
import io.stackblaze.sandbox.Isolation;
import io.stackblaze.sandbox.Trees;

/**
 * A Postgres server as a thing we own. Its processes outlive this one; a later object for the same folder finds them
 * again. Under root it runs as a user of its own and sees nothing but its data. One thread at a time.
 *
 * <p>
 * The superuser is {@code stackblaze_admin}; its password is in the file {@code superuser} of the folder.
 */
public final class PostgresServer {
    /** Recovery after a crash may take long, but says so; then it is waited for longer. */
    private static final Duration READY = Duration.ofMinutes(5);
    private static final List<String> FAST_THEN_AT_ONCE = List.of("INT", "QUIT");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(30);

    private final PostgresSettings settings;
    private final Binaries binaries;
    private final Cluster cluster;
    private final Confinement confinement;
    private final Daemon postmaster;

    /** Describes a server; nothing happens yet. */
    public PostgresServer(PostgresSettings settings) {
        this(settings, Isolation.here(), new Binaries(settings.binaries()));
    }

    PostgresServer(PostgresSettings settings, Isolation isolation, Binaries binaries) {
        this.settings = settings;
        this.binaries = binaries;
        this.cluster = new Cluster(settings.directory(), settings.major());
        this.confinement = Confinement.of(isolation, settings);
        this.postmaster = new Daemon(cluster.data(), cluster.data().resolve("postmaster.pid"), log());
    }

    /**
     * Makes it be as the settings say: creates the cluster if there is none, starts the server or adopts a running one
     * (restarts it when its configuration is another by now), and sees to account, password, database and extensions.
     * Returns when it takes connections; doing it again is cheap.
     */
    public void start() throws PostgresException, InterruptedException {
        try {
            var installation = binaries.find(settings.major());
            confinement.prepare();
            if (!cluster.exists()) {
                cluster.create(installation, confinement);
            }
            cluster.check();
            var running = process();
            if (running.isPresent() && !isConfigured()) {
                stop();
                running = Optional.empty();
            }
            var administration = new Administration(settings, cluster.superuserPassword());
            if (running.isEmpty()) {
                launch(installation, administration);
            } else {
                await(running.get(), administration, postmaster.logLength());
            }
            administration.apply();
        } catch (IOException e) {
            throw new PostgresException("Postgres cannot use " + settings.directory() + ": " + e.getMessage(), e);
        }
    }

    /** Stops it in fast mode: sessions end, everything committed is kept. Fine when it does not run. */
    public void stop() throws PostgresException, InterruptedException {
        var running = process();
        try {
            if (running.isPresent() && !Daemon.stop(running.get(), FAST_THEN_AT_ONCE, PATIENCE)) {
                throw new PostgresException(
                        "Postgres in " + settings.directory() + " does not end, not even killed (pid "
                                + running.get().pid() + "). Its disk may hang.");
            }
        } catch (IOException e) {
            throw new PostgresException("Postgres in " + settings.directory() + " could not be stopped: "
                    + e.getMessage(), e);
        }
    }

    /** The postmaster, if it runs: checked against pid reuse. */
    public Optional<ProcessHandle> process() {
        return postmaster.find();
    }

    /** Where its log is written. */
    public Path log() {
        return settings.directory().resolve("postgres.log");
    }

    /** {@code PostgreSQL 16.15}: what runs or ran last, or before the first start, would. */
    public String version() {
        try {
            return Files.readString(versionFile());
        } catch (IOException _) {
            return "PostgreSQL " + settings.major();
        }
    }

    /** JDBC address of its database, without credentials. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + settings.host() + "/" + settings.database();
    }

    /**
     * Opens a session of the superuser, to be closed by the caller.
     *
     * @param more connection properties of the driver beside the usual ones
     * @throws SQLException also when the password's file cannot be read
     */
    public Connection session(String database, Map<String, String> more) throws SQLException {
        try {
            return new Administration(settings, cluster.superuserPassword()).connect(database, more);
        } catch (IOException e) {
            throw new SQLException("The superuser's password in " + settings.directory() + " cannot be read: "
                    + e.getMessage(), e);
        }
    }

    /** What it should be. */
    public PostgresSettings settings() {
        return settings;
    }

    /** Folder of the cluster's files, those of Postgres itself. */
    public Path data() {
        return cluster.data();
    }

    /** Stops it and deletes its folder, data and all. */
    public void destroy() throws PostgresException, InterruptedException {
        stop();
        try {
            postmaster.clear();
            Trees.delete(settings.directory());
        } catch (IOException e) {
            throw new PostgresException(settings.directory() + " could not be deleted: " + e.getMessage(), e);
        }
    }

    private void launch(Installation installation, Administration administration)
            throws PostgresException, IOException, InterruptedException {
        checkPort();
        confinement.give(cluster.data());
        write("postgresql.conf", Configuration.server(settings));
        write("pg_hba.conf", Configuration.access());
        if (settings.tls() && !Files.exists(cluster.data().resolve(SelfSigned.CERTIFICATE))) {
            // The key first: a certificate that is there has its key beside it.
            var made = SelfSigned.make(settings.address(), Instant.now());
            write(SelfSigned.KEY, made.key());
            write(SelfSigned.CERTIFICATE, made.certificate());
        }
        Files.writeString(versionFile(), "PostgreSQL " + installation.version());
        var logged = postmaster.logLength();
        var sandbox = confinement.sandbox(installation, cluster.data());
        await(postmaster.launch(sandbox.process(List.of(sandbox.resolve(installation.program("postgres")), "-D",
                sandbox.resolve(Confinement.DATA)), Confinement.ENVIRONMENT)), administration, logged);
    }

    private void await(ProcessHandle process, Administration administration, long logged)
            throws PostgresException, IOException, InterruptedException {
        var deadline = System.nanoTime() + READY.toNanos();
        while (!administration.isReady()) {
            if (Daemon.endsWithin(process, BETWEEN_TRIES)) {
                throw new PostgresException("PostgreSQL " + settings.major() + " in " + settings.directory()
                        + " ended at its start. Its log says:\n" + postmaster.logSince(logged));
            }
            if (System.nanoTime() > deadline) {
                throw new PostgresException("PostgreSQL " + settings.major() + " in " + settings.directory()
                        + " takes no connections after " + READY.toMinutes() + " minutes. Its log says:\n"
                        + postmaster.logSince(logged));
            }
        }
    }

    private void checkPort() throws PostgresException {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(settings.address()), settings.port()));
        } catch (IOException e) {
            throw new PostgresException("Postgres cannot listen on " + settings.host() + ": " + e.getMessage()
                    + ". Find who does with: ss -ltnp 'sport = :" + settings.port() + "'", e);
        }
    }

    private boolean isConfigured() throws IOException {
        var file = cluster.data().resolve("postgresql.conf");
        return Files.exists(file) && Files.readString(file).equals(Configuration.server(settings));
    }

    private void write(String name, String text) throws IOException {
        var file = cluster.data().resolve(name);
        var partial = cluster.data().resolve(name + ".partial");
        Files.writeString(partial, text);
        Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rw-------"));
        confinement.give(partial);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path versionFile() {
        return settings.directory().resolve("version");
    }
}
