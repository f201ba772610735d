package io.stackblaze.postgres.backup;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

import io.stackblaze.postgres.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class DrillTest {
    @RegisterExtension
    final Databases databases = new Databases();

    DrillTest() throws IOException {}

    @Test
    void isHeldByItselfAfterTheFirstBaseAndComparesWhatWasThere() throws Exception {
        var server = databases.started();
        shop(server);
        try (var keeper = keeper(server)) {
            await().atMost(Duration.ofSeconds(40)).until(() -> keeper.status().proof() != null);

            var proof = keeper.status().proof();
            assertThat(proof).isNotNull();
            assertThat(proof.faults()).isEmpty();
            assertThat(proof.tables()).isEqualTo(2);
            assertThat(proof.rows()).isEqualTo(1500);
            assertThat(proof.indexes()).isPositive();
            assertThat(proof.millis()).isPositive();
        }
    }

    @Test
    void failsWhenTheRestoredRowsAreOthers() throws Exception {
        var server = databases.started();
        shop(server);
        var keeper = databases.safe(server);
        var facts = new FactFinder(Source.of(server).sessions()).find(Duration.ofMillis(500)).orElseThrow();
        var lies = new Facts(facts.from(), facts.until(), facts.tables().stream()
                .map(table -> new Facts.Table(table.database(), table.schema(), table.name(), table.rows() + 1,
                        table.sum()))
                .toList());
        await().atMost(Duration.ofSeconds(10))
                .until(() -> keeper.status().ranges().getLast().contains(facts.until()));

        var proof = new Drill(keeper.archive(), Clock.systemUTC(), Duration.ofMinutes(1)).hold(
                keeper.plan(new Target.Time(facts.from())), facts.from(), lies, _ -> databases.server());

        assertThat(proof.holds()).isFalse();
        assertThat(proof.faults()).anyMatch(fault -> fault.contains("Table shop.public.items had 501 rows"));
    }

    private static void shop(PostgresServer server) throws Exception {
        Databases.run(server, """
                CREATE TABLE items AS SELECT id, md5(id::text) AS name FROM generate_series(1, 500) id;
                CREATE TABLE orders (id bigint PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
                INSERT INTO orders SELECT generate_series(1, 1000)""");
    }

    private BackupKeeper keeper(PostgresServer server) throws BackupException {
        var keeper = new BackupKeeper(Source.of(server), databases.sealed(databases.vault()),
                databases.settings(server), _ -> databases.server(), Clock.systemUTC());
        keeper.start();
        return keeper;
    }
}
