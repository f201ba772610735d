package io.stackblaze.redis;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.stackblaze.redis.move.RedisEndpoint;
import io.stackblaze.sandbox.Daemon;
import io.stackblaze.sandbox.Isolation;
import io.stackblaze.sandbox.Mount;
import io.stackblaze.sandbox.Sandbox;
import io.stackblaze.sandbox.Trees;

/**
 * A Redis (or Valkey) server as a thing we own. Its process outlives this one; a later object for the same folder finds
 * it again. Under root it runs as a user of its own and sees nothing but its data. One thread at a time.
 */
public final class RedisServer {
    static final String PID_FILE = "redis.pid";

    /** A user of its own; above all that systems give to people and services. */
    private static final int OWN = 65_601;
    private static final String DATA = "/srv/data";
    private static final String SNAPSHOT = "dump.rdb";
    private static final String CONFIGURATION = "/srv/redis.conf";
    /** Reading back a large append-only file takes a while. */
    private static final Duration READY = Duration.ofMinutes(5);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);
    /** A last snapshot of much data takes a while. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final RedisSettings settings;
    private final Isolation isolation;
    private final Programs programs;
    private final Path data;
    private final OptionalInt user;
    private final Daemon daemon;

    /** Describes a server; nothing happens yet. */
    public RedisServer(RedisSettings settings) {
        this(settings, Isolation.here(), new Programs(settings.binaries()));
    }

    RedisServer(RedisSettings settings, Isolation isolation, Programs programs) {
        this.settings = settings;
        this.isolation = isolation;
        this.programs = programs;
        this.data = settings.directory().resolve("data");
        this.user = Isolation.root() ? OptionalInt.of(settings.runAs().orElse(OWN)) : OptionalInt.empty();
        this.daemon = new Daemon(data, data.resolve(PID_FILE), log());
    }

    /**
     * Starts it or adopts a running one (restarts it when its configuration is another by now); returns when it
     * answers. Doing it again is cheap.
     */
    public void start() throws RedisException, InterruptedException {
        try {
            var running = process();
            if (running.isPresent() && !isConfigured()) {
                carryData();
                stop();
                running = Optional.empty();
            }
            if (running.isEmpty()) {
                launch(programs.find(Integer.parseInt(settings.major())));
            } else {
                await(running.get(), daemon.logLength());
            }
        } catch (IOException e) {
            throw new RedisException("Redis cannot use " + settings.directory() + ": " + e.getMessage(), e);
        }
    }

    /** Another persistence reads its data from another file at the next start: that is written first. */
    private void carryData() throws RedisException, IOException, InterruptedException {
        var appended = Files.exists(configuration())
                && Files.readString(configuration()).contains("\nappendonly yes\n");
        var append = settings.persistence().equals("aof");
        if (appended == append) {
            return;
        }
        try {
            if (append) {
                Persistence.beginAppending(endpoint(), READY);
            } else {
                Persistence.save(endpoint());
            }
        } catch (IOException e) {
            throw new RedisException("Redis in " + settings.directory() + " keeps its persistence: its data could not"
                    + " be written for another one, and would be gone: " + e.getMessage(), e);
        }
    }

    /** Stops it, keeping what persistence promises. Fine when it does not run. */
    public void stop() throws RedisException, InterruptedException {
        var running = process();
        try {
            if (running.isPresent() && !Daemon.stop(running.get(), List.of("TERM"), PATIENCE)) {
                throw new RedisException("Redis in " + settings.directory() + " does not end, not even killed (pid "
                        + running.get().pid() + "). Its disk may hang.");
            }
        } catch (IOException e) {
            throw new RedisException("Redis in " + settings.directory() + " could not be stopped: " + e.getMessage(),
                    e);
        }
    }

    /**
     * Puts a snapshot into the folder of a server that never ran; it begins with that. Its persistence must be
     * {@code rdb}, or it would not look.
     *
     * @throws RedisException when there is something already: nothing is overwritten
     */
    public void seed(InputStream snapshot) throws RedisException, IOException {
        if (Files.exists(data)) {
            throw new RedisException(data + " exists already, and is not overwritten. Give another name.");
        }
        prepare();
        var file = data.resolve(SNAPSHOT);
        Files.copy(snapshot, file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        if (user.isPresent()) {
            Trees.give(file, user.getAsInt());
        }
    }

    /** How it is reached; only while it runs. */
    public RedisEndpoint endpoint() {
        return new RedisEndpoint(settings.address(), settings.port(), "", settings.password(), RedisEndpoint.Tls.NONE);
    }

    /** What it should be. */
    public RedisSettings settings() {
        return settings;
    }

    /** The server's process, if it runs: checked against pid reuse. */
    public Optional<ProcessHandle> process() {
        return daemon.find();
    }

    /** Where its log is written. */
    public Path log() {
        return settings.directory().resolve("redis.log");
    }

    /** {@code Redis 7.0.15}, {@code Valkey 8.1.1}: what runs or ran last; before the first start, what is wanted. */
    public String version() {
        try {
            return Files.readString(versionFile());
        } catch (IOException _) {
            return "Redis " + settings.major();
        }
    }

    /** Stops it and deletes its folder, data and all. */
    public void destroy() throws RedisException, InterruptedException {
        stop();
        try {
            daemon.clear();
            Trees.delete(settings.directory());
        } catch (IOException e) {
            throw new RedisException(settings.directory() + " could not be deleted: " + e.getMessage(), e);
        }
    }

    private void launch(Program program) throws RedisException, IOException, InterruptedException {
        checkPort();
        prepare();
        var mounts = new ArrayList<>(program.mounts());
        mounts.add(new Mount.Writable(data, DATA));
        mounts.add(new Mount.ReadOnly(configuration(), CONFIGURATION));
        var sandbox = new Sandbox(isolation, mounts, DATA, user, null, List.of());
        write(Configuration.of(settings, sandbox.resolve(DATA)));
        Files.writeString(versionFile(), program.version());
        var logged = daemon.logLength();
        await(daemon.launch(sandbox.process(List.of(sandbox.resolve(program.inside()), sandbox.resolve(CONFIGURATION)),
                Map.of("LC_ALL", "C.UTF-8"))), logged);
    }

    private void await(ProcessHandle process, long logged) throws RedisException, IOException, InterruptedException {
        var deadline = System.nanoTime() + READY.toNanos();
        while (!Greeting.isAnswered(settings)) {
            if (Daemon.endsWithin(process, BETWEEN_TRIES)) {
                throw new RedisException(version() + " in " + settings.directory()
                        + " ended at its start. Its log says:\n" + daemon.logSince(logged));
            }
            if (System.nanoTime() > deadline) {
                throw new RedisException(version() + " in " + settings.directory() + " does not answer after "
                        + READY.toMinutes() + " minutes. Its log says:\n" + daemon.logSince(logged));
            }
        }
    }

    /** Makes the folders, closed to others as far as the server's user lets it. */
    private void prepare() throws IOException {
        Files.createDirectories(data);
        Files.setPosixFilePermissions(settings.directory(), PosixFilePermissions
                .fromString(isolation == Isolation.NONE && user.isPresent() ? "rwx--x--x" : "rwx------"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        if (user.isPresent()) {
            Trees.give(data, user.getAsInt());
        }
    }

    private void write(String text) throws IOException {
        var partial = settings.directory().resolve("redis.conf.partial");
        Files.deleteIfExists(partial);
        Files.createFile(partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(partial, text);
        if (user.isPresent()) {
            Trees.give(partial, user.getAsInt());
        }
        Files.move(partial, configuration(), StandardCopyOption.ATOMIC_MOVE);
    }

    private boolean isConfigured() throws IOException {
        var inside = isolation == Isolation.NONE ? data.toString() : DATA;
        return Files.exists(configuration())
                && Files.readString(configuration()).equals(Configuration.of(settings, inside));
    }

    private void checkPort() throws RedisException {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(settings.address()), settings.port()));
        } catch (IOException e) {
            throw new RedisException("Redis cannot listen on " + settings.address() + ":" + settings.port() + ": "
                    + e.getMessage() + ". Find who does with: ss -ltnp 'sport = :" + settings.port() + "'", e);
        }
    }

    private Path configuration() {
        return settings.directory().resolve("redis.conf");
    }

    private Path versionFile() {
        return settings.directory().resolve("version");
    }
}
