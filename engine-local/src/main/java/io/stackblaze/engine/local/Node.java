package io.stackblaze.engine.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

import io.stackblaze.engine.local.control.ControlServer;
import io.stackblaze.engine.local.control.Wire;
import io.stackblaze.engine.local.datastore.BackupPlace;
import io.stackblaze.engine.local.environment.Environments;
import io.stackblaze.engine.local.environment.Platform;
import io.stackblaze.engine.local.environment.RequestLog;
import io.stackblaze.engine.local.environment.RouteBoard;
import io.stackblaze.engine.local.figures.DatastoreFigures;
import io.stackblaze.engine.local.figures.Figures;
import io.stackblaze.engine.local.instance.CommandLine;
import io.stackblaze.engine.local.instance.Instances;
import io.stackblaze.engine.local.network.Loopbacks;
import io.stackblaze.engine.local.network.Namespaces;
import io.stackblaze.engine.local.network.Networks;
import io.stackblaze.engine.local.proc.Cgroups;
import io.stackblaze.engine.local.proc.Leftovers;
import io.stackblaze.engine.local.proc.Meter;
import io.stackblaze.engine.local.state.AtomicFile;
import io.stackblaze.engine.local.state.Ballast;
import io.stackblaze.engine.local.state.Folders;
import io.stackblaze.router.Limits;
import io.stackblaze.router.Router;
import io.stackblaze.router.RouterConfig;
import io.stackblaze.sandbox.Isolation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process that runs environments on this machine: builds every part in order, closes them in reverse. What runs
 * goes on
 * when the node ends, and is taken over by the next one.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final int FIRST_UID = 210_000;
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final Clock clock = Clock.systemUTC();
    private final FileChannel lockFile;
    private final Router router;
    private final RequestLog requests = new RequestLog();
    private final Meter meter = new Meter();
    private final Figures figures = new Figures();
    private final DatastoreFigures datastoreFigures = new DatastoreFigures();
    private final Networks networks;
    private final Cgroups cgroups;
    private final Environments environments;
    private final ControlServer control;
    private final Thread sampler;
    private final Thread datastoreSampler;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopInstances;

    private Node(NodeConfig config, FileChannel lockFile) throws IOException {
        this.lockFile = lockFile;
        var folders = new Folders(config.home().resolve("node"));
        var digest = digest(config.home());
        var isolation = Isolation.here();
        this.cgroups = isolation == Isolation.ROOT ? Cgroups.here(CGROUPS, "stackblaze-" + digest) : new Cgroups.None();
        cgroups.sweep();
        this.router = Router.start(new RouterConfig(config.bind(), config.httpPort(), config.httpsPort(),
                config.httpsPort() < 0 ? null : config.home().resolve("certificates"), Limits.DEFAULT), requests,
                clock);
        this.networks = networks(config, folders, digest, isolation);
        var missing = missing(networks, isolation, cgroups);
        var instances = new Instances(folders.instances(), cgroups, new CommandLine(isolation, folders.node()), clock);
        var binaries = config.home().resolve("binaries");
        var backups = BackupPlace.open(config.backups().open(), config.home().resolve("keys").resolve("backup.json"),
                folders,
                binaries, clock);
        this.environments = new Environments(new Platform(folders, binaries, backups, instances,
                networks, new RouteBoard(router), meter, config.timing(), config.rotation(), clock, config.reserve(),
                missing));
        environments.resume();
        requests.start(environments::request);
        var token = HexFormat.of().formatHex(SecureRandom.getSeed(24));
        var started = clock.instant().toString();
        var identity = new Wire.Identity(ProcessHandle.current().pid(), started, router.httpPort(),
                router.httpsPort());
        this.control = ControlServer.start(
                new ControlServer.Access(environments, missing, identity, router::metrics, figures, datastoreFigures,
                        this::shutdown),
                token);
        var ballast = new Ballast(folders.node().resolve("ballast"));
        var file = new NodeFile(identity.pid(), control.port(), token, started);
        ballast.write(() -> file.write(folders));
        ballast.keep();
        this.sampler = Thread.ofVirtual().name("sampler").start(() -> sample(config));
        this.datastoreSampler = Thread.ofVirtual().name("datastore-sampler").start(this::sampleDatastores);
        LOG.info("node of {} serves HTTP on port {}", config.home(), router.httpPort());
    }

    /**
     * Starts a node.
     *
     * @throws IOException when it cannot run, with the reason and what to do
     */
    public static Node start(NodeConfig config) throws IOException {
        var folder = AtomicFile.directory(config.home().resolve("node"));
        var lockFile = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = lockFile.tryLock();
            if (lock == null) {
                throw new IOException("another node runs for " + config.home()
                        + "; stop it, or give this one another folder with --home");
            }
            return new Node(config, lockFile);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    static String digest(Path home) {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(home.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 3);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    private Networks networks(NodeConfig config, Folders folders, String digest, Isolation isolation)
            throws IOException {
        boolean root = isolation == Isolation.ROOT;
        if (root && Namespaces.possible(digest)) {
            boolean open = !config.bind().startsWith("127.");
            var edge = new ArrayList<Integer>();
            if (open) {
                edge.add(router.httpPort());
                if (router.httpsPort() > 0) {
                    edge.add(router.httpsPort());
                }
            }
            return new Namespaces(folders, digest, config.subnet(), FIRST_UID, edge);
        }
        var remedy = root
                ? "install nftables and iproute2 (apt-get install nftables iproute2) and restart the node"
                : "run the node as root, with nftables installed";
        return new Loopbacks(folders, config.home().toString(), root ? OptionalInt.of(FIRST_UID) : OptionalInt.empty(),
                List.of("Environments share this machine's network: their addresses can be reached from one another and "
                        + "instances listen on all of its addresses. Remedy: " + remedy + "."));
    }

    private static List<String> missing(Networks networks, Isolation isolation, Cgroups cgroups) {
        var missing = new ArrayList<>(networks.missing());
        if (!cgroups.enforced()) {
            missing.add(
                    "Memory and CPU bounds of instances are not enforced. Remedy: run the node as root on a machine "
                            + "with control groups.");
        }
        if (isolation == Isolation.NONE) {
            missing.add(
                    "Instances see this machine's files and each other's, and private names do not resolve. Remedy: "
                            + "run the node as root, or allow unprivileged user namespaces "
                            + "(sysctl kernel.unprivileged_userns_clone=1).");
        }
        if (isolation != Isolation.ROOT) {
            missing.add("Instances run as the same user as the node. Remedy: run the node as root.");
        }
        return missing;
    }

    private void sample(NodeConfig config) {
        var next = clock.instant();
        var leftovers = new Leftovers();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                meter.sample(environments.roots());
                if (!clock.instant().isBefore(next)) {
                    figures.add(clock.instant(), environments.statuses(), router.traffic());
                    next = clock.instant().plus(Figures.EVERY);
                }
                leftovers.look();
                Thread.sleep(config.timing().sample());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.error("a sample failed: {}", e.getMessage(), e);
            }
        }
    }

    /** On a thread of its own: a database that hangs must not keep other figures from being taken. */
    private void sampleDatastores() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                datastoreFigures.add(clock.instant(), environments.vitals());
                Thread.sleep(DatastoreFigures.EVERY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.error("a sample of the datastores failed: {}", e.getMessage(), e);
            }
        }
    }

    private void shutdown(boolean everything) {
        stopInstances = everything;
        ended.countDown();
    }

    /** Waits until the node is told to end. */
    void awaitShutdown() throws InterruptedException {
        ended.await();
    }

    /** Port of the router. */
    public int httpPort() {
        return router.httpPort();
    }

    private void tidy() {
        try {
            networks.removeAll();
        } catch (IOException e) {
            LOG.warn("cannot take the networks down: {}", e.getMessage());
        }
        cgroups.sweep();
    }

    /** Ends the node; what it runs goes on, unless the control port said otherwise. */
    @Override
    public void close() {
        ended.countDown();
        if (stopInstances) {
            environments.stopAll();
        }
        control.close();
        sampler.interrupt();
        datastoreSampler.interrupt();
        router.shutdown(stopInstances ? Duration.ZERO : DRAIN);
        requests.close();
        environments.close();
        if (stopInstances) {
            tidy();
        }
        try {
            lockFile.close();
        } catch (IOException e) {
            LOG.warn("cannot release the lock: {}", e.getMessage());
        }
    }
}
