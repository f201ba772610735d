package io.stackblaze.cli.move;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import io.stackblaze.cli.transcript.Session;
import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.PostgresSettings;
import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.sandbox.Trees;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/** Types the commands that copy and compare, with two real servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyingTest {
    private static final String PASSWORD = "not-to-be-seen";

    private Path folder = Path.of("");
    private Server old = new Server("", List.of());
    private Server next = new Server("", List.of());
    private Session session = new Session(Path.of(""), Map.of());

    private record Server(String url, List<PostgresServer> running) {
        Connection connect() throws SQLException {
            return Endpoint.parse(url).connect();
        }
    }

    @BeforeAll
    void start() throws Exception {
        folder = Files.createTempDirectory("stackblaze-copying");
        old = server("old", "15");
        next = server("next", "16");
        session = new Session(folder, Map.of("OLD", old.url(), "NEW", next.url()));
        try (var connection = old.connect(); var statement = connection.createStatement()) {
            statement.execute("create table public.orders (id serial primary key, item text not null);"
                    + "insert into public.orders (item) select 'cake ' || n from generate_series(1, 1000) n");
        }
    }

    @AfterAll
    void stop() throws Exception {
        for (var server : List.of(old, next)) {
            for (var running : server.running()) {
                running.destroy();
            }
        }
        Trees.delete(folder);
    }

    private Server server(String name, String major) throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var server = new PostgresServer(new PostgresSettings(folder.resolve(name), Path.of("target/postgres")
                .toAbsolutePath(), major, "127.0.0.1", port, "app", PASSWORD, "shop", 64, List.of(),
                OptionalInt.empty()));
        server.start();
        return new Server("postgres://app:" + PASSWORD + "@127.0.0.1:" + port + "/shop", List.of(server));
    }

    @Test
    void aCopyIsMadeProvedAndComparedAgain() throws Exception {
        var copied = session.type("stackblaze db copy env:OLD env:NEW --report copy.md");

        assertThat(copied).anyMatch(line -> line.startsWith("Equal: 1000 rows in 1 table"))
                .noneMatch(line -> line.contains(PASSWORD));
        assertThat(Files.readString(folder.resolve("copy.md"))).contains("orders").doesNotContain(PASSWORD);
        assertThat(session.type("stackblaze db verify env:OLD env:NEW")).last().asString().startsWith("Equal: ");

        var again = session.type("stackblaze db copy env:OLD env:NEW");
        assertThat(again).last().isEqualTo("[1]");
        assertThat(again).anyMatch(line -> line.contains("orders"));

        spoil();
        var differing = session.type("stackblaze db verify env:OLD env:NEW");
        assertThat(differing).last().isEqualTo("[1]");
        assertThat(differing).anyMatch(line -> line.contains("1000 rows on the source, 999 on the target"));
    }

    private void spoil() throws SQLException {
        try (var connection = next.connect(); var statement = connection.createStatement()) {
            statement.execute("delete from public.orders where id = 7");
        }
    }

    @Test
    void whatCannotBeMeantIsSaidWithoutThePassword() throws IOException {
        assertThat(session.type("stackblaze db copy env:OLD env:NOWHERE")).contains(
                "! Error: The variable NOWHERE is not set.", "[1]");
        assertThat(session.type("stackblaze db copy env:OLD env:OLD")).anyMatch(line -> line.contains("same database"));
        assertThat(session.type("stackblaze db copy env:OLD http://user:" + PASSWORD + "@host/db"))
                .noneMatch(line -> line.contains(PASSWORD)).last().isEqualTo("[1]");
        assertThat(session.type("stackblaze db verify env:OLD postgres://app:x@127.0.0.1:1/shop")).last()
                .isEqualTo("[3]");
    }
}
