package io.stackblaze.migration.dns;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A domain is read, made ready, led here, seen to have spread, and put back; on real servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MovingNamesTest {
    private static final Destination HERE = Destination.of(List.of("203.0.113.7", "2001:db8::7"));
    private Bind bind;
    private Zones zones;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        bind = new Bind(folder, "shop.test");
        zones = bind.zones();
    }

    @AfterAll
    void stop() throws Exception {
        bind.close();
    }

    private void awaitHas(String domain, List<RecordSet> wanted) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> zones.look(domain).has(wanted));
    }

    @Test
    void anAliasIsReadFromTheZonesServersWithItsTimeToLive() {
        var seen = zones.look("www.shop.test");
        assertThat(seen.problem()).isEmpty();
        assertThat(seen.zone()).isEqualTo("shop.test");
        assertThat(seen.servers()).containsExactly("ns1.shop.test", "ns2.shop.test");
        assertThat(seen.apex()).isFalse();
        assertThat(zones.look("shop.test").apex()).isTrue();
        assertThat(zones.look("shop.test").sets())
                .containsExactly(new RecordSet("shop.test", "A", 3600, List.of("192.0.2.10")));
    }

    @Test
    void whoMayCertifyIsFoundAtTheNearestNameThatSaysSo() {
        var seen = zones.look("www.shop.test");
        assertThat(seen.permits("letsencrypt.org")).isTrue();
        assertThat(seen.permits("other.example")).isFalse();
    }

    @Test
    void aNameWithoutRecordsOrZoneSaysSo() {
        assertThat(zones.look("nobody.shop.test").problem()).isNotEmpty();
        assertThat(zones.look("www.nowhere.example").problem()).isNotEmpty();
        assertThat(zones.look("a..b").problem()).isNotEmpty();
    }

    @Test
    void aDomainIsLoweredLedHereSeenEverywhereAndPutBack() throws Exception {
        var provider = bind.provider();
        var name = "move.shop.test";
        var before = List.of(new RecordSet(name, "CNAME", 3600, List.of("quiet-fox.herokudns.test")));
        provider.replace("shop.test", name, before);
        awaitHas(name, before);
        var now = Instant.parse("2026-11-23T12:00:00Z");
        var watch = TtlWatch.seen(null, zones.look(name).ttlSeconds(), now, TtlWatch.UNKNOWN_SECONDS);
        assertThat(watch.low()).isFalse();

        provider.replace("shop.test", name, before.stream().map(set -> set.withTtl(60)).toList());
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> zones.look(name).ttlSeconds() == 60);
        watch = TtlWatch.seen(watch, zones.look(name).ttlSeconds(), now.plusSeconds(100), 0);
        assertThat(watch.ready(now.plusSeconds(3600))).as("somebody may have asked 100 s after").isFalse();
        assertThat(watch.ready(now.plusSeconds(3700))).isTrue();

        var there = HERE.records(name);
        provider.replace("shop.test", name, there);
        provider.replace("shop.test", name, there);
        awaitHas(name, there);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> zones.resolved(name).values().stream()
                .allMatch(sets -> sets.stream().map(RecordSet::type).toList().equals(List.of("A", "AAAA"))));

        provider.replace("shop.test", name, before);
        awaitHas(name, before);
        assertThat(zones.look(name).ttlSeconds()).isEqualTo(3600);
    }

    @Test
    void aTextIsAddedBesideOthersAndTakenAway() throws Exception {
        var provider = bind.provider();
        var name = "_acme-challenge.shop.test";
        provider.addText("shop.test", name, "one");
        provider.addText("shop.test", name, "two");
        Awaitility.await().atMost(Duration.ofSeconds(20))
                .until(() -> zones.hasText(name, "one") && zones.hasText(name, "two"));
        provider.removeText("shop.test", name, "one");
        Awaitility.await().atMost(Duration.ofSeconds(20))
                .until(() -> !zones.hasText(name, "one") && zones.hasText(name, "two"));
        provider.removeText("shop.test", name, "one");
    }

    @Test
    void tryingOutLeavesNothingAndAWrongKeyIsRefusedBeforeAnythingDependsOnIt() throws Exception {
        bind.provider().tryOut("shop.test");
        assertThat(zones.hasText("_stackblaze-trial.shop.test", "trial")).isFalse();
        var wrong = new Rfc2136(bind.primary(), Bind.KEY, Bind.ALGORITHM, "d3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcg");
        assertThatThrownBy(() -> wrong.tryOut("shop.test")).isInstanceOf(DnsException.class)
                .hasMessageContaining("shop.test").extracting(e -> ((DnsException) e).code())
                .isEqualTo(DnsException.Code.REFUSED);
        assertThatThrownBy(() -> bind.provider().tryOut("other.test")).isInstanceOf(DnsException.class);
        assertThat(wrong.toString()).doesNotContain("d3Jvbmcg");
    }
}
