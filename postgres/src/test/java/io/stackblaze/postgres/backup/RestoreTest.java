package io.stackblaze.postgres.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.stackblaze.postgres.backup.BackupException.Code;
import io.stackblaze.sandbox.Trees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class RestoreTest {
    @RegisterExtension
    final Databases databases = new Databases();

    RestoreTest() throws IOException {}

    @Test
    void bringsBackExactlyWhatWasCommittedByAMoment() throws Exception {
        var server = databases.started();
        var keeper = databases.safe(server);
        var moments = new ArrayList<Instant>();
        try (var ledger = new Ledger(server, 2).start()) {
            committed(ledger, 300);
            moments.add(Instant.now());
            try (var session = server.session("postgres", Map.of());
                    var statement = session.createStatement()) {
                statement.execute("SELECT pg_switch_wal()");
            }
            committed(ledger, 300);
            Databases.kill(server);
            server.start();
            committed(ledger, 300);
            moments.add(Instant.now());
            keeper.backup(_ -> {});
            committed(ledger, 300);
            moments.add(random(ledger.entries()));
            var last = moments.stream().max(Instant::compareTo).orElseThrow();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> keeper.status().ranges().getLast().until().isAfter(last));
            for (Instant moment : moments) {
                var restored = databases.restored(keeper, new Target.Time(moment));
                assertThat(ledger.faults(restored, moment)).isEmpty();
                restored.stop();
            }
        }
    }

    private static Instant random(List<Ledger.Entry> entries) {
        return entries.get(new Random(7).nextInt(entries.size() / 2, entries.size())).after().plusNanos(300_000);
    }

    private static void committed(Ledger ledger, int more) {
        var before = ledger.entries().size();
        await().atMost(Duration.ofSeconds(30)).until(() -> ledger.entries().size() > before + more);
    }

    @Test
    void refusesWhatItCannotDoAndSaysWhatItCan() throws Exception {
        var server = databases.started();
        var keeper = databases.safe(server);

        assertThatThrownBy(() -> keeper.plan(new Target.Time(Instant.now().plusSeconds(3600))))
                .isInstanceOfSatisfying(BackupException.class,
                        e -> assertThat(e.code()).isEqualTo(Code.OUTSIDE_WINDOW))
                .hasMessageContaining("Possible is any moment from");
        assertThatThrownBy(() -> keeper.plan(new Target.Time(Instant.now().minusSeconds(3600))))
                .hasMessageContaining("cannot be restored");
        assertThatThrownBy(() -> keeper.plan(new Target.Named("yesterday")))
                .hasMessageContaining("There is no point named");

        var plan = keeper.plan(new Target.Newest());
        assertThatThrownBy(() -> new Restore(keeper.archive(), plan).run(server, _ -> {}))
                .isInstanceOfSatisfying(BackupException.class, e -> assertThat(e.code()).isEqualTo(Code.EXISTS))
                .hasMessageContaining("never overwrites");
        assertThat(Databases.ask(server, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void restoresANamedPointAndARestoreOfARestore() throws Exception {
        var server = databases.started();
        var keeper = databases.safe(server);
        Databases.run(server, "CREATE TABLE orders AS SELECT generate_series(1, 10) AS id");
        keeper.point("before migration 42");
        Databases.run(server, "DROP TABLE orders");

        var restored = databases.restored(keeper, new Target.Named("before migration 42"));
        assertThat(Databases.ask(restored, "SELECT count(*) FROM orders")).isEqualTo("10");

        var second = databases.safe(restored);
        Databases.run(restored, "INSERT INTO orders VALUES (11)");
        var again = databases.restored(second, new Target.Newest());
        assertThat(Databases.ask(again, "SELECT count(*) FROM orders")).isEqualTo("11");
        assertThat(second.archive().identity().timeline()).isGreaterThan(keeper.archive().identity().timeline());
        assertThat(Files.readString(again.data().resolve("postgresql.auto.conf"))).doesNotContain("recovery");
    }

    @Test
    void losesNothingThatWasAcknowledgedLongerThanASecondAgoWhenTheDataIsLost() throws Exception {
        var server = databases.started();
        var keeper = databases.safe(server);
        try (var ledger = new Ledger(server, 2).start()) {
            committed(ledger, 500);
            var killedAt = Instant.now();
            Databases.kill(server);
            ledger.stop();
            Trees.delete(server.data());

            var restored = databases.restored(keeper, new Target.Newest());

            assertThat(Long.parseLong(Databases.ask(restored, "SELECT count(*) FROM ledger")))
                    .isGreaterThanOrEqualTo(ledger.entries().stream()
                            .filter(entry -> entry.after().isBefore(killedAt.minusSeconds(1))).count());
        }
    }
}
