package io.stackblaze.cli.move;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.stackblaze.cli.transcript.Session;
import io.stackblaze.sandbox.Trees;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/** Types the commands that copy and compare, with two real servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyingTest {
    private Path folder = Path.of("");
    private final List<TestPostgres> servers = new ArrayList<>();
    private Session session = new Session(Path.of(""), Map.of());

    @BeforeAll
    void start() throws Exception {
        folder = Files.createTempDirectory("stackblaze-copying");
        servers.add(TestPostgres.start(folder, "old", "15"));
        servers.add(TestPostgres.start(folder, "next", "16"));
        session = new Session(folder, Map.of("OLD", servers.getFirst().url(), "NEW", servers.getLast().url()));
        servers.getFirst().run("create table public.orders (id serial primary key, item text not null);"
                + "insert into public.orders (item) select 'cake ' || n from generate_series(1, 1000) n");
    }

    @AfterAll
    void stop() throws Exception {
        for (var server : servers) {
            server.server().destroy();
        }
        Trees.delete(folder);
    }

    @Test
    void aCopyIsMadeProvedAndComparedAgain() throws Exception {
        var copied = session.type("stackblaze db copy env:OLD env:NEW --report copy.md");

        assertThat(copied).anyMatch(line -> line.startsWith("Equal: 1000 rows in 1 table"))
                .noneMatch(line -> line.contains(TestPostgres.PASSWORD));
        assertThat(Files.readString(folder.resolve("copy.md"))).contains("orders")
                .doesNotContain(TestPostgres.PASSWORD);
        assertThat(session.type("stackblaze db verify env:OLD env:NEW")).last().asString().startsWith("Equal: ");

        var again = session.type("stackblaze db copy env:OLD env:NEW");
        assertThat(again).last().isEqualTo("[1]");
        assertThat(again).anyMatch(line -> line.contains("orders"));

        servers.getLast().run("delete from public.orders where id = 7");
        var differing = session.type("stackblaze db verify env:OLD env:NEW");
        assertThat(differing).last().isEqualTo("[1]");
        assertThat(differing).anyMatch(line -> line.contains("1000 rows on the source, 999 on the target"));
    }

    @Test
    void whatCannotBeMeantIsSaidWithoutThePassword() {
        assertThat(session.type("stackblaze db copy env:OLD env:NOWHERE")).contains(
                "! Error: The variable NOWHERE is not set.", "[1]");
        assertThat(session.type("stackblaze db copy env:OLD env:OLD")).anyMatch(line -> line.contains("same database"));
        assertThat(session.type("stackblaze db copy env:OLD http://user:" + TestPostgres.PASSWORD + "@host/db"))
                .noneMatch(line -> line.contains(TestPostgres.PASSWORD)).last().isEqualTo("[1]");
        assertThat(session.type("stackblaze db verify env:OLD postgres://app:x@127.0.0.1:1/shop")).last()
                .isEqualTo("[3]");
    }
}
