package io.stackblaze.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.stackblaze.engine.FakeEngine;
import io.stackblaze.server.environment.Figures;
import io.stackblaze.server.http.Api;
import io.stackblaze.server.operation.StepExecution;

/** A server as in earnest, on a home and a database of its own, over an engine that does as it is told. */
public final class TestServer implements AutoCloseable {
    private final Path home;
    private final List<String> more;
    private final String database;
    private final FakeEngine engine = new FakeEngine();
    private final ShiftedClock clock = new ShiftedClock();
    private volatile StepExecution execution = StepExecution.DIRECT;
    private Server server;

    private TestServer(Path home, List<String> more) throws Exception {
        this.home = home;
        this.more = more;
        this.database = TestDatabase.fresh();
        this.server = start();
    }

    /** Starts one in an empty folder. */
    public static TestServer start(Path home) throws Exception {
        return new TestServer(home, List.of());
    }

    /** The same, whose node's edge is at that port. */
    public static TestServer start(Path home, int edge) throws Exception {
        return new TestServer(home, List.of("--http-port", Integer.toString(edge)));
    }

    /** From now on, steps are run like this. */
    public void execute(StepExecution how) {
        this.execution = how;
    }

    private Server start() throws StartException, InterruptedException {
        var options = new ArrayList<>(List.of("--home", home.toString(), "--port", "0", "--database-url", database));
        options.addAll(more);
        var config = ServerConfig.read(options, Map.of());
        return Server.start(config, new Server.Outside(engine, Figures.NONE, clock, new SecureRandom(),
                (step, attempt) -> execution.execute(step, attempt)));
    }

    /** From now on its clock is so much further ahead. */
    public void later(Duration shift) {
        clock.later(shift);
    }

    /** Ends this server. */
    public void stop() {
        server.close();
    }

    /** Ends this server and starts another with the same home, as after a crash. */
    public void again() throws Exception {
        server.close();
        server = start();
    }

    /** The server. */
    public Server server() {
        return server;
    }

    /** The routes that it has. */
    public List<Api.Route> routes() {
        return server.routes();
    }

    /** Its engine. */
    public FakeEngine engine() {
        return engine;
    }

    /** Its home. */
    public Path home() {
        return home;
    }

    /** Its database. */
    public String database() {
        return database;
    }

    /** The API with the owner's token. */
    public TestApi api() throws IOException {
        return new TestApi(server.port(), Files.readString(home.resolve("token")).strip());
    }

    /** The API with another token, or none. */
    public TestApi api(String token) {
        return new TestApi(server.port(), token);
    }

    @Override
    public void close() {
        server.close();
    }

    /** All files of the home that hold text of ours, for looking for what must not be there. */
    public List<Path> files() throws IOException {
        try (var files = Files.walk(home)) {
            return new ArrayList<>(files.filter(Files::isRegularFile).toList());
        }
    }
}
