package io.stackblaze.server.migration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.PostgresSpec;
import io.stackblaze.engine.RedisSpec;
import io.stackblaze.heroku.emulator.HerokuEmulator;
import io.stackblaze.heroku.emulator.Options;
import io.stackblaze.heroku.emulator.account.App;
import io.stackblaze.heroku.emulator.account.Refusal;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.PostgresSettings;
import io.stackblaze.redis.RedisServer;
import io.stackblaze.redis.RedisSettings;
import io.stackblaze.server.TestApi;
import io.stackblaze.server.TestServer;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** A shop that lives at an emulated Heroku, and a server with real datastores to move it to. */
@SuppressWarnings("try") // ending servers may be interrupted
final class MovingShop implements AutoCloseable {
    static final EnvironmentId HERE = new EnvironmentId("shop", "production");
    static final String APP = "corner-shop";

    private final Path folder;
    private final Path cache = Path.of(System.getProperty("stackblaze.test.cache"));
    private final Map<String, PostgresServer> databases = new ConcurrentHashMap<>();
    private final Map<String, RedisServer> redises = new ConcurrentHashMap<>();
    private final Map<String, Engine.Reach> reaches = new ConcurrentHashMap<>();
    final HerokuEmulator heroku;
    final TestServer server;

    MovingShop(Path folder) throws Exception {
        this(folder, Scenario.named("live"));
    }

    MovingShop(Path folder, Scenario scenario) throws Exception {
        this.folder = folder;
        var examples = Path.of(System.getProperty("stackblaze.root"), "examples");
        heroku = HerokuEmulator.start(scenario,
                new Options(0, Clock.systemUTC(), Files.createDirectories(folder.resolve("heroku")),
                        Files.createDirectories(cache.resolve("postgres")), examples, Duration.ofSeconds(2)));
        server = TestServer.start(Files.createDirectories(folder.resolve("home")));
        server.engine().reachWith(this::reach);
    }

    TestApi api() throws IOException {
        return server.api();
    }

    void begin() throws Exception {
        var made = api().post("/api/v1/migrations", Map.of("app", APP, "project", "shop", "token", heroku.token(),
                "heroku_api", heroku.apiUri().toString(), "heroku_web", heroku.webUri().toString()));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    /** Asks for something and waits for its end; empty when nothing had to be waited for. */
    JsonNode done(String verb, Object body) throws Exception {
        var begun = begun(verb, body);
        return begun.has("kind") ? api().finished(begun) : begun;
    }

    /** Asks for something: an operation, or the migration as it is then. */
    JsonNode begun(String verb, Object body) throws Exception {
        var begun = api().post("/api/v1/migrations/" + APP + "/" + verb, body);
        assertThat(begun.status()).as(begun.text()).isIn(200, 202);
        return begun.json();
    }

    void succeeds(String verb) throws Exception {
        succeeds(verb, Map.of());
    }

    void succeeds(String verb, Object body) throws Exception {
        var done = done(verb, body);
        if (done.has("kind")) {
            assertThat(done.path("state").asString()).as(done.toPrettyString()).isEqualTo("succeeded");
        }
    }

    JsonNode view() throws Exception {
        return api().get("/api/v1/migrations/" + APP).json();
    }

    /** Until every gate before the next step is green; a round of following that fails under load turns one red. */
    void awaitGreen() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> view().path("gates").valueStream()
                .allMatch(gate -> gate.path("green").asBoolean()));
    }

    App app() {
        synchronized (heroku.account()) {
            try {
                return heroku.account().app(APP);
            } catch (Refusal e) {
                throw new IllegalStateException(e);
            }
        }
    }

    Map<String, Integer> dynos() {
        synchronized (heroku.account()) {
            var counts = new ConcurrentHashMap<String, Integer>();
            app().dynos().list().forEach(dyno -> counts.merge(dyno.type(), 1, Integer::sum));
            return counts;
        }
    }

    /** Our database server of that name. */
    PostgresServer database(String service) {
        return Objects.requireNonNull(databases.get(service));
    }

    /** A session of Heroku's database. */
    Connection there() throws Exception {
        var url = java.net.URI.create(app().config().get("DATABASE_URL"));
        var account = url.getUserInfo().split(":", 2);
        return DriverManager.getConnection("jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(),
                account[0], account[1]);
    }

    /** A session of our database. */
    Connection here() throws Exception {
        var server = Objects.requireNonNull(databases.get("db"));
        return DriverManager.getConnection(server.jdbcUrl(), "app", server.settings().password());
    }

    private Optional<Engine.Reach> reach(EnvironmentId id, String service) {
        var spec = server.engine().wanted(id).flatMap(wanted -> wanted.service(service));
        if (spec.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(reaches.computeIfAbsent(service, _ -> switch (spec.get()) {
            case PostgresSpec postgres -> database(postgres);
            case RedisSpec redis -> redis(redis);
            default -> throw new IllegalArgumentException(service);
        }));
    }

    private Engine.Reach database(PostgresSpec spec) {
        try {
            int port = freePort();
            var server = new PostgresServer(new PostgresSettings(folder.resolve(spec.name()), cache.resolve("postgres"),
                    spec.version(), "127.0.0.1", port, spec.user(), spec.password().reveal(), spec.database(), 128,
                    spec.extensions(), OptionalInt.empty()));
            server.start();
            databases.put(spec.name(), server);
            return new Engine.Reach("127.0.0.1", port);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Engine.Reach redis(RedisSpec spec) {
        try {
            int port = freePort();
            var server = new RedisServer(new RedisSettings(folder.resolve(spec.name()), cache.resolve("postgres"),
                    spec.version(), "127.0.0.1", port, spec.password().reveal(), 64, "noeviction", "aof",
                    OptionalInt.empty()));
            server.start();
            redises.put(spec.name(), server);
            return new Engine.Reach("127.0.0.1", port);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws Exception {
        server.close();
        for (var one : databases.values()) {
            one.destroy();
        }
        for (var one : redises.values()) {
            one.destroy();
        }
        heroku.close();
    }
}
