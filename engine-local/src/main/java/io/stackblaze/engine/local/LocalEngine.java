package io.stackblaze.engine.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.stackblaze.engine.BackupReport;
import io.stackblaze.engine.DatastorePoint;
import io.stackblaze.engine.Diversion;
import io.stackblaze.engine.EdgeTraffic;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.EnvironmentSpec;
import io.stackblaze.engine.EnvironmentStatus;
import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.LogQuery;
import io.stackblaze.engine.OneOff;
import io.stackblaze.engine.RestoreOrder;
import io.stackblaze.engine.RestoreOutlook;
import io.stackblaze.engine.RestoreTarget;
import io.stackblaze.engine.local.control.Connection;
import io.stackblaze.engine.local.control.Stream;
import io.stackblaze.engine.local.control.Wire;
import io.stackblaze.engine.local.figures.Point;
import io.stackblaze.engine.local.state.Json;

/** The engine of this machine, as other processes see it: everything is done by the node. Any thread. */
public final class LocalEngine implements Engine {
    private static final Duration SHORT = Duration.ofSeconds(30);
    /** Stopping waits for requests in flight and for processes to end. */
    private static final Duration LONG = Duration.ofMinutes(5);
    /** Large databases are copied and restored for hours. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private final Connection connection;

    private LocalEngine(Connection connection) {
        this.connection = connection;
    }

    /**
     * The engine of a home. The node need not run yet; a call while it does not run waits up to ten seconds for it,
     * then fails
     * with the kind UNREACHABLE.
     */
    public static LocalEngine connect(Path home) {
        return new LocalEngine(new Connection(() -> NodeFile.read(home)
                .map(node -> new Connection.Address(node.port(), node.token()))));
    }

    /** Who the node is and where its router listens. */
    public Wire.Identity node() {
        return connection.call("GET", "node", null, Wire.Identity.class, SHORT);
    }

    /** What each service of an environment used and served over the last two hours, oldest point first. */
    public Map<String, List<Point>> figures(EnvironmentId id) {
        return connection.call("GET", path(id) + "/figures", null, Wire.Figures.class, SHORT).services();
    }

    /** The router's counters, in Prometheus' text format. */
    public String metrics() {
        try (var in = connection.open("GET", "metrics", null, SHORT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new EngineException(EngineException.Code.UNREACHABLE, "the node broke off: " + e.getMessage(), e);
        }
    }

    /**
     * Ends the node.
     *
     * @param stopInstances whether everything it runs ends too; it comes back with the next node
     */
    public void shutdown(boolean stopInstances) {
        connection.call("POST", "shutdown", new Wire.Shutdown(stopInstances), Wire.Shutdown.class, SHORT);
    }

    @Override
    public List<String> missing() {
        return connection.call("GET", "missing", null, Wire.Sentences.class, SHORT).sentences();
    }

    @Override
    public void apply(EnvironmentSpec spec) {
        connection.call("PUT", path(spec.id()), spec, EnvironmentStatus.class, SHORT);
    }

    @Override
    public void remove(EnvironmentId id) {
        connection.call("DELETE", path(id), null, EnvironmentStatus.class, LONG);
    }

    @Override
    public void destroyDatastore(EnvironmentId id, String service) {
        connection.call("DELETE", path(id) + "/datastore/" + label(service), null, EnvironmentStatus.class, LONG);
    }

    @Override
    public Reach reach(EnvironmentId id, String service) {
        return connection.call("GET", path(id) + "/reach/" + label(service), null, Reach.class, SHORT);
    }

    @Override
    public void divert(EnvironmentId id, String service, Diversion diversion) {
        connection.call("POST", path(id) + "/divert/" + label(service), diversion, EdgeTraffic.class, SHORT);
    }

    @Override
    public EdgeTraffic edgeTraffic(EnvironmentId id, String service) {
        return connection.call("GET", path(id) + "/traffic/" + label(service), null, EdgeTraffic.class, SHORT);
    }

    @Override
    public List<DatastorePoint> datastoreFigures(EnvironmentId id, String service) {
        return connection.call("GET", path(id) + "/datastore/" + label(service), null, Wire.DatastorePoints.class,
                SHORT).points();
    }

    @Override
    public BackupReport backups(EnvironmentId id, String service) {
        return connection.call("GET", backupPath(id, service), null, BackupReport.class, SHORT);
    }

    @Override
    public BackupReport backUp(EnvironmentId id, String service) {
        return connection.call("POST", backupPath(id, service) + "/take", null, BackupReport.class, LONGEST);
    }

    @Override
    public BackupReport proveBackups(EnvironmentId id, String service) {
        return connection.call("POST", backupPath(id, service) + "/prove", null, BackupReport.class, LONGEST);
    }

    @Override
    public BackupReport markPoint(EnvironmentId id, String service, String label) {
        return connection.call("POST", backupPath(id, service) + "/mark", new Wire.Label(label), BackupReport.class,
                LONG);
    }

    @Override
    public RestoreOutlook restorable(EnvironmentId id, String service, RestoreTarget target) {
        return connection.call("POST", backupPath(id, service) + "/outlook", target, RestoreOutlook.class, LONG);
    }

    @Override
    public BackupReport restoreDatastore(RestoreOrder order) {
        return connection.call("POST", backupPath(order.id(), order.service()) + "/restore", order,
                BackupReport.class, LONGEST);
    }

    private static String backupPath(EnvironmentId id, String service) {
        return path(id) + "/backups/" + label(service);
    }

    @Override
    public List<EnvironmentId> environments() {
        return connection.call("GET", "environments", null, Wire.Environments.class, SHORT).environments();
    }

    @Override
    public EnvironmentStatus status(EnvironmentId id) {
        return connection.call("GET", path(id), null, EnvironmentStatus.class, SHORT);
    }

    @Override
    public Subscription watch(EnvironmentId id, Consumer<EnvironmentStatus> consumer) {
        return Stream.open(_ -> connection.open("GET", path(id) + "/watch", null, null),
                line -> consumer.accept(Json.parse(line, EnvironmentStatus.class)), true);
    }

    @Override
    public Subscription logs(EnvironmentId id, LogQuery query, Consumer<LogLine> consumer) {
        var seen = new SeenLines(consumer);
        return Stream.open(again -> {
            if (again) {
                seen.resume();
            }
            return connection.open("POST", path(id) + "/logs", again ? seen.missed(query) : query, null);
        }, line -> {
            var piece = Json.parse(line, Wire.Piece.class);
            if (piece.line() != null) {
                seen.take(piece.line());
            }
        }, query.follow());
    }

    @Override
    public void restart(EnvironmentId id, String service) {
        connection.call("POST", path(id) + "/restart/" + label(service), null, EnvironmentStatus.class, SHORT);
    }

    @Override
    public int run(OneOff oneOff, Consumer<LogLine> output) {
        try (var in = connection.open("POST", "run", oneOff, null);
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (var text = reader.readLine(); text != null; text = reader.readLine()) {
                var piece = Json.parse(text, Wire.Piece.class);
                if (piece.line() != null) {
                    output.accept(piece.line());
                } else if (piece.exit() != null) {
                    return piece.exit();
                } else if (piece.refusal() != null) {
                    throw new EngineException(piece.refusal().code(), piece.refusal().message());
                }
            }
        } catch (IOException e) {
            throw new EngineException(EngineException.Code.UNREACHABLE, ended(oneOff), e);
        }
        throw new EngineException(EngineException.Code.UNREACHABLE, ended(oneOff));
    }

    private static String ended(OneOff oneOff) {
        return "the node ended while " + oneOff.label() + " ran, and the command with it; run it again";
    }

    private static String path(EnvironmentId id) {
        return "environments/" + id.project() + "/" + id.environment();
    }

    private static String label(String service) {
        if (!service.matches("[a-z0-9-]{1,63}")) {
            throw new EngineException(EngineException.Code.INVALID, "'" + service + "' is no name of a service");
        }
        return service;
    }

    @Override
    public void close() {
        connection.close();
    }
}
