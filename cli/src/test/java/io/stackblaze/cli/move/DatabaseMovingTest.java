package io.stackblaze.cli.move;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.stackblaze.cli.transcript.Session;
import io.stackblaze.sandbox.Trees;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A database that is written all the time is moved, and moved back, by typing. */
class DatabaseMovingTest {
    private final List<TestPostgres> servers = new ArrayList<>();
    private Path folder = Path.of("");
    private Session session = new Session(Path.of(""), Map.of());

    @BeforeEach
    void start() throws Exception {
        folder = Files.createTempDirectory("stackblaze-moving");
        servers.add(TestPostgres.start(folder, "old", "15"));
        servers.add(TestPostgres.start(folder, "next", "16"));
        session = new Session(folder, Map.of("OLD", old().url(), "NEW", next().url()));
        old().run("create table public.orders (id serial primary key, item text not null);"
                + "insert into public.orders (item) select 'cake ' || n from generate_series(1, 1000) n");
    }

    @AfterEach
    void stop() throws Exception {
        for (var server : servers) {
            server.server().destroy();
        }
        Trees.delete(folder);
    }

    private TestPostgres old() {
        return servers.getFirst();
    }

    private TestPostgres next() {
        return servers.getLast();
    }

    @Test
    void itIsMovedAndMovedBackWithoutLosingAWrite() throws Exception {
        assertThat(type("status")).containsExactly("not begun");
        int written = writeWhile(old(), () -> {
            follow();
            assertThat(type("status")).last().asString().startsWith("following; ");
            assertThat(type("cutover")).anyMatch(line -> line.contains("is live. Writes stood still for "))
                    .noneMatch(line -> line.contains(TestPostgres.PASSWORD));
        });

        // The last write may have been made although its session was ended before it heard so.
        int moved = rows(next());
        assertThat(moved).isBetween(1000 + written, 1001 + written);
        assertThat(type("abort")).last().isEqualTo("[1]");
        next().run("insert into public.orders (item) values ('after the cut')");
        follow();
        assertThat(type("reverse")).anyMatch(line -> line.contains("is live."));
        assertThat(rows(old())).isEqualTo(moved + 1);
        assertThat(type("abort")).anyMatch(line -> line.startsWith("Aborted: "));
        old().run("insert into public.orders (item) values ('as ever')");
        assertThat(old().ask("select count(*) from pg_catalog.pg_namespace where nspname like 'stackblaze%'"))
                .isEqualTo("0");
    }

    private List<String> type(String verb) {
        return session.type("stackblaze db " + verb + " env:OLD env:NEW");
    }

    private static int rows(TestPostgres server) throws SQLException {
        return Integer.parseInt(server.ask("select count(*) from public.orders"));
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Somebody who writes until they are not let any more; returns how often they were. */
    private static int writeWhile(TestPostgres server, Work work) throws Exception {
        var written = new AtomicInteger();
        var refused = new AtomicBoolean();
        var writer = Thread.ofPlatform().start(() -> {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    server.run("insert into public.orders (item) values ('live')");
                    written.incrementAndGet();
                }
            } catch (SQLException _) {
                refused.set(true);
            }
        });
        try {
            work.run();
            writer.join(Duration.ofSeconds(10));
        } finally {
            writer.interrupt();
            writer.join();
        }
        assertThat(refused).isTrue();
        assertThat(written).hasPositiveValue();
        return written.get();
    }

    /** Follows until all is copied and brought, and presses Ctrl-C. */
    private void follow() throws InterruptedException {
        var thread = Thread.ofPlatform().start(() -> type("follow"));
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> type("status").getLast().startsWith("following"));
        } finally {
            thread.interrupt();
            thread.join(Duration.ofSeconds(30));
        }
        assertThat(thread.isAlive()).isFalse();
    }
}
