package io.stackblaze.server.migration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.migration.dns.Bind;
import io.stackblaze.migration.dns.RecordSet;
import io.stackblaze.server.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A live shop is cut over by changing its records on a real server, and back; each step is run twice. */
class MovingByDnsTest {
    private static final String ZONE = "corner-shop.example.com";
    private static final String DOMAIN = "www." + ZONE;
    private static final List<RecordSet> HERE = List.of(new RecordSet(DOMAIN, "A", 60, List.of("203.0.113.7")));
    private Bind bind;
    private MovingShop shop;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        bind = new Bind(Files.createDirectories(folder.resolve("dns")), ZONE);
        shop = new MovingShop(folder);
        shop.server.execute((_, attempt) -> {
            attempt.run();
            attempt.run();
        });
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> shop.dynos().containsKey("worker"));
        shop.begin();
        shop.succeeds("next");
        shop.succeeds("next");
        shop.succeeds("next");
    }

    @AfterEach
    void stop() throws Exception {
        try {
            assertThat(TestDatabase.dump(shop.server.database())).doesNotContain(bind.secret());
        } finally {
            shop.close();
            bind.close();
        }
    }

    private Map<String, Object> settings() {
        var where = "127.0.0.1:" + bind.primary().getPort();
        return Map.of("to", List.of("203.0.113.7"), "resolvers", List.of(where), "server", where, "key", Bind.KEY,
                "algorithm", Bind.ALGORITHM, "secret", bind.secret());
    }

    private void awaitRed(String part) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            var refused = shop.api().post("/api/v1/migrations/corner-shop/cutover", Map.of());
            assertThat(refused.status()).as(refused.text()).isEqualTo(409);
            assertThat(refused.text()).contains(part).doesNotContain(" in step\"");
        });
    }

    /** The secondary server learns of a change a moment after the primary one, which alone the settings name. */
    private void awaitOnAllServers(List<RecordSet> records) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> bind.zones().look(DOMAIN).has(records));
    }

    @Test
    void aShopIsLedHereByItsRecordsOnceTheyAreForgottenSoonAndBack() throws Exception {
        var wrong = new HashMap<>(settings());
        wrong.put("secret", "d3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcg");
        assertThat(shop.api().post("/api/v1/migrations/corner-shop/dns", wrong).status()).isEqualTo(200);
        awaitRed("refused an update of " + ZONE);
        assertThat(shop.api().delete("/api/v1/migrations/corner-shop/dns", Map.of()).json().path("way").asString())
                .isEqualTo("edge");

        var set = shop.api().post("/api/v1/migrations/corner-shop/dns", settings());
        assertThat(set.status()).as(set.text()).isEqualTo(200);
        assertThat(set.text()).doesNotContain(bind.secret());
        awaitRed("Resolvers may keep it for 3600 s.");

        assertThat(shop.api().post("/api/v1/migrations/corner-shop/dns/lower", Map.of()).status()).isEqualTo(200);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> bind.zones().look(DOMAIN).ttlSeconds() == 60);
        awaitRed("for another 60 min.");
        var known = shop.api().post("/api/v1/migrations/corner-shop/dns", Map.of("ttl_was", 0)).json();
        assertThat(known.path("gates").valueStream().allMatch(gate -> gate.path("green").asBoolean()))
                .as(known.toPrettyString()).isTrue();

        shop.awaitGreen();
        shop.succeeds("cutover");
        awaitOnAllServers(HERE);
        assertThat(shop.app().isMaintained()).isTrue();
        assertThat(shop.api().get("/api/v1/migrations/corner-shop/dns").json().at("/gates/0/green").asBoolean())
                .isTrue();

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> shop.view().path("sync").valueStream()
                .allMatch(each -> each.path("phase").asString().equals("following back")));
        shop.succeeds("rollback");
        awaitOnAllServers(List.of(new RecordSet(DOMAIN, "CNAME", 60, List.of("quiet-fox.herokudns.test"))));
        assertThat(shop.app().isMaintained()).isFalse();
        assertThat(shop.view().path("state").asString()).isEqualTo("rolled_back");
    }
}
