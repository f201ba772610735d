package io.stackblaze.server.move;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.stackblaze.redis.move.RedisEndpoint;
import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Reply;
import io.stackblaze.server.TestDatabase;
import io.stackblaze.server.TestServer;
import io.stackblaze.server.operation.StepExecution;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Moves of single databases as operations of the server, with real databases. */
class MovesTest {
    private static final String ORDERS = "select count(*) from public.orders";

    private TestServer server;
    private Servers servers;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = TestServer.start(Files.createDirectories(folder.resolve("home")));
        servers = new Servers(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        servers.close();
    }

    private String old = "";
    private String next = "";

    private void databases() throws Exception {
        old = servers.postgres("old", "15");
        next = servers.postgres("next", "16");
        Servers.run(old, "create table public.orders (id serial primary key, item text not null);"
                + "create table public.customers (id int primary key);"
                + "insert into public.orders (item) select 'cake ' || n from generate_series(1, 1000) n");
    }

    private JsonNode begin(Map<String, Object> more) throws Exception {
        var body = new HashMap<String, Object>(Map.of("kind", "postgres", "source", old, "target", next));
        body.putAll(more);
        var made = server.api().post("/api/v1/moves", body);
        assertThat(made.status()).as(made.text()).isEqualTo(202);
        return made.json();
    }

    private JsonNode succeeds(String id) throws Exception {
        var done = server.api().finished(id);
        assertThat(done.path("state").asString()).as(done.toPrettyString()).isEqualTo("succeeded");
        return done;
    }

    private JsonNode does(String verb, Object body) throws Exception {
        var begun = server.api().post("/api/v1/moves/shop/" + verb, body);
        assertThat(begun.status()).as(begun.text()).isEqualTo(202);
        return succeeds(begun.json().path("id").asString());
    }

    private JsonNode view() throws Exception {
        return server.api().get("/api/v1/moves/shop").json();
    }

    private static void order(String url) throws SQLException {
        Servers.run(url, "insert into public.orders (item) values ('tea')");
    }

    private static void await(String url, String rows) {
        Awaitility.await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Servers.ask(url, ORDERS)).isEqualTo(rows));
    }

    private static void twice(String step, StepExecution.Attempt attempt) throws Exception {
        attempt.run();
        attempt.run();
    }

    @Test
    void aDatabaseGoesOverAndBackAndOverAgainWithEachStepDoneTwice() throws Exception {
        databases();
        server.execute(MovesTest::twice);
        var made = begin(Map.of());
        assertThat(made.path("name").asString()).isEqualTo("shop");
        succeeds(made.path("operation").asString());
        order(old);
        await(next, "1001");
        assertThat(view().path("tables").valueStream().map(table -> table.path("name").asString() + " "
                + table.path("rows").asString() + " " + table.path("complete").asString()))
                .containsExactlyInAnyOrder("public.orders 1000 true", "public.customers 0 true");
        assertThat(view().path("follow").path("direction").asString()).isEqualTo("to target");

        does("verify", Map.of());
        assertThat(view().path("compared").path("rows").asInt()).isEqualTo(1001);
        assertThat(server.api().get("/api/v1/moves/shop/report").json().path("markdown").asString())
                .contains("orders", "```sql");
        does("cutover", Map.of());
        assertThat(view().path("state").asString()).isEqualTo("cut_over");
        assertThat(view().path("cut").path("live").asString()).isEqualTo("target");
        order(next);
        await(old, "1002");
        does("verify", Map.of());
        does("reverse", Map.of());
        order(old);
        await(next, "1003");
        does("cutover", Map.of());
        does("settle", Map.of("confirm", "shop"));
        assertThat(view().path("state").asString()).isEqualTo("settled");
        assertThat(Servers.ask(old, "select count(*) from pg_namespace where nspname like 'stackblaze%'"))
                .isEqualTo("0");
        assertThat(server.api().post("/api/v1/moves/shop/verify").status()).isEqualTo(409);
    }

    @Test
    void theServerMayDieAfterEveryStep() throws Exception {
        databases();
        int rows = 1000;
        for (int step = 0; step < 3; step++) {
            dies(step, () -> begin(Map.of()).path("operation").asString());
            await(next, Integer.toString(rows));
            does("abort", Map.of("confirm", "shop"));
            Servers.run(next, "drop table public.orders, public.customers");
        }
        succeeds(begin(Map.of()).path("operation").asString());
        for (int step = 0; step < 2; step++) {
            dies(step, () -> begun("cutover"));
            order(next);
            rows++;
            await(old, Integer.toString(rows));
            dies(step, () -> begun("reverse"));
            order(old);
            rows++;
            await(next, Integer.toString(rows));
        }
    }

    private String begun(String verb) throws Exception {
        return server.api().post("/api/v1/moves/shop/" + verb, Map.of()).json().path("id").asString();
    }

    private interface Beginning {
        String operation() throws Exception;
    }

    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Dies once, after the body of the given step and before its outcome is written; the next server goes on. */
    private void dies(int step, Beginning beginning) throws Exception {
        var left = new java.util.concurrent.atomic.AtomicInteger(step);
        server.execute((_, attempt) -> {
            attempt.run();
            if (left.getAndDecrement() == 0) {
                throw new Death();
            }
        });
        var operation = beginning.operation();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> left.get() < 0);
        server.execute(StepExecution.DIRECT);
        server.again();
        succeeds(operation);
    }

    @Test
    void passwordsAreInNoTableNoAnswerAndNoLog() throws Exception {
        databases();
        var operation = begin(Map.of("name", "secret", "once", true)).path("operation").asString();
        succeeds(operation);
        assertThat(server.api().get("/api/v1/moves").text()).contains("copied").doesNotContain(Servers.PASSWORD);
        assertThat(server.api().get("/api/v1/operations/" + operation).text()).doesNotContain(Servers.PASSWORD);
        assertThat(TestDatabase.dump(server.database())).doesNotContain(Servers.PASSWORD);
        assertThat(Servers.ask(next, ORDERS)).isEqualTo("1000");
    }

    @Test
    void aDifferenceFailsTheComparisonAndIsNamed() throws Exception {
        databases();
        succeeds(begin(Map.of()).path("operation").asString());
        Servers.run(next, "delete from public.orders where id = 7");
        var begun = server.api().post("/api/v1/moves/shop/verify");
        var done = server.api().finished(begun.json());
        assertThat(done.path("state").asString()).isEqualTo("failed");
        assertThat(done.path("error").path("lines").toString()).contains("1000 rows on the source, 999 on the target");
        assertThat(view().path("compared").path("found").asInt()).isEqualTo(1);
        assertThat(view().path("failure").path("detail").asString()).contains("public.orders");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> view().path("following").asBoolean());
    }

    @Test
    void aTargetThatIsNotEmptyIsRefusedWithWhatIsInIt() throws Exception {
        databases();
        Servers.run(next, "create table public.mine (id int)");
        var done = server.api().finished(begin(Map.of()).path("operation").asString());
        assertThat(done.path("state").asString()).isEqualTo("failed");
        assertThat(done.path("error").path("detail").asString()).contains("mine");
        assertThat(server.api().post("/api/v1/moves", Map.of("kind", "postgres", "source", old, "target", next))
                .status()).isEqualTo(409);
        does("abort", Map.of("confirm", "shop"));
        assertThat(Servers.ask(next, "select count(*) from public.mine")).isEqualTo("0");
    }

    @Test
    void anAddressWhereNobodyAnswersIsToldAtOnceAndTheMoveCanBeEnded() throws Exception {
        next = servers.postgres("next", "16");
        old = "postgres://shop:" + Servers.PASSWORD + "@127.0.0.1:1/shop";
        var done = server.api().finished(begin(Map.of("name", "shop")).path("operation").asString());
        assertThat(done.path("state").asString()).as(done.toPrettyString()).isEqualTo("failed");
        assertThat(done.path("error").path("detail").asString()).contains("127.0.0.1:1 refused");
        does("abort", Map.of("confirm", "shop"));
        assertThat(view().path("state").asString()).isEqualTo("aborted");
    }

    @Test
    void whatIsNoAddressIsRefusedWithoutItsPassword() throws Exception {
        var wrong = server.api().post("/api/v1/moves", Map.of("kind", "postgres", "source",
                "mysql://app:" + Servers.PASSWORD + "@localhost/shop", "target", "shop/production/db"));
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.text()).contains("source").doesNotContain(Servers.PASSWORD);
        var same = server.api().post("/api/v1/moves",
                Map.of("kind", "postgres", "source", "shop/production/db", "target", "shop/production/db"));
        assertThat(same.detail()).contains("same database");
        var metadata = server.api().post("/api/v1/moves", Map.of("kind", "redis", "source", "redis://169.254.169.254",
                "target", "shop/production/cache"));
        assertThat(server.api().finished(metadata.json().path("operation").asString()).path("state").asString())
                .isEqualTo("failed");
    }

    @Test
    void aRedisGoesOverOnceNobodyWrites() throws Exception {
        old = servers.redis("old");
        next = servers.redis("next");
        set(old, "first", "1");
        succeeds(begin(Map.of("kind", "redis", "name", "shop")).path("operation").asString());
        set(old, "second", "2");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> keys(next) == 2);
        assertThat(server.api().post("/api/v1/moves/shop/cutover", Map.of()).detail()).contains("writers_stopped");
        does("cutover", Map.of("writers_stopped", true));
        set(next, "third", "3");
        does("reverse", Map.of("writers_stopped", true));
        assertThat(keys(old)).isEqualTo(3);
        assertThat(server.api().post("/api/v1/moves/shop/abort", Map.of("confirm", "yes")).status()).isEqualTo(422);
        does("abort", Map.of("confirm", "shop"));
        assertThat(keys(next)).isZero();
    }

    private static void set(String url, String key, String value) throws Exception {
        try (var connection = RedisEndpoint.parse(url).connect(Duration.ofSeconds(10))) {
            connection.ask(Command.of("SET", key, value)).checked();
        }
    }

    private static long keys(String url) throws Exception {
        try (var connection = RedisEndpoint.parse(url).connect(Duration.ofSeconds(10))) {
            return ((Reply.Whole) connection.ask(Command.of("DBSIZE"))).number();
        }
    }
}
