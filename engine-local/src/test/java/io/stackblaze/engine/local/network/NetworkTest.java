package io.stackblaze.engine.local.network;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NetworkTest {
    @Test
    void rangesAreReadAndCut() {
        var range = Range.parse("10.209.0.0/16");
        assertThat(range.blocks()).isEqualTo(256);
        assertThat(range.block(7)).hasToString("10.209.7.0/24");
        assertThat(range.block(7).address(254)).isEqualTo("10.209.7.254");
        assertThat(Range.parse("192.168.250.9/24")).hasToString("192.168.250.0/24");
        for (var bad : List.of("10.209.0.0", "10.209.0.0/33", "10.256.0.0/16", "a.b.c.d/16", "",
                "1.2.3.4/16; reboot")) {
            assertThatThrownBy(() -> Range.parse(bad)).hasMessageContaining("10.209.0.0/16");
        }
    }

    @Test
    void overlapIsSeenBothWays() {
        var block = Range.parse("10.209.7.0/24");
        assertThat(block.overlaps(Range.parse("10.209.0.0/16"))).isTrue();
        assertThat(Range.parse("10.209.7.128/25").overlaps(block)).isTrue();
        assertThat(block.overlaps(Range.parse("10.209.8.0/24"))).isFalse();
    }

    @Test
    void routesOfTheMachineAreFoundButForItsOwnAndTheVeryLargeOnes() {
        var lines = List.of("Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT",
                "eth0 00000000 010200C0 0003 0 0 0 00000000 0 0 0", "eth0 000200C0 00000000 0001 0 0 0 00FFFFFF 0 0 0",
                "tun0 0000000A 00000000 0001 0 0 0 000000FF 0 0 0",
                "sbabc-1 0001D10A 00000000 0001 0 0 0 00FFFFFF 0 0 0");
        assertThat(Routes.parse(lines, "sbabc")).hasToString("[192.0.2.0/24]");
    }

    @Test
    void aServiceKeepsItsAddressAndNeverGetsAnothersOne() {
        var allocation = new Allocation(3, Map.of()).with("web").with("db").with("web");
        assertThat(allocation.services()).containsExactlyInAnyOrderEntriesOf(Map.of("web", 2, "db", 3));
        assertThat(allocation.with("cache").movedTo(9)).isEqualTo(
                new Allocation(9, Map.of("web", 2, "db", 3, "cache", 4)));
    }

    @Test
    void theRulesAreOneTextThatReplacesTheTable() {
        var rules = new Firewall("sbc0ffee", Range.parse("10.209.0.0/16"),
                List.of(new Firewall.Environment("sbc0ffee-3", Range.parse("10.209.3.0/24"),
                        List.of("10.209.3.2 . 8080", "10.209.3.3 . 5432"))),
                List.of(8080), List.of("192.0.2.53")).rules();
        assertThat(rules.replaceAll("\\s+", " ").strip()).isEqualTo("""
                table inet sbc0ffee delete table inet sbc0ffee table inet sbc0ffee { \
                set services { type ifname . ipv4_addr . inet_service \
                elements = { "sbc0ffee-3" . 10.209.3.2 . 8080, "sbc0ffee-3" . 10.209.3.3 . 5432 } } \
                set own { type ipv4_addr flags interval elements = { 10.209.3.0/24 } } \
                chain input { type filter hook input priority filter; policy accept; \
                iifname != "sbc0ffee-*" accept meta nfproto ipv6 drop ct state established,related accept \
                iifname . ip daddr . tcp dport @services accept tcp dport { 8080 } accept \
                ip daddr { 192.0.2.53 } meta l4proto { tcp, udp } th dport 53 accept reject } \
                chain forward { type filter hook forward priority filter; policy accept; \
                iifname "sbc0ffee-*" jump leaving \
                oifname "sbc0ffee-*" ct state established,related accept oifname "sbc0ffee-*" reject } \
                chain leaving { meta nfproto ipv6 drop ct state established,related accept \
                ip daddr 10.209.0.0/16 reject ip daddr 169.254.169.254 tcp dport 80 reject } \
                chain postrouting { type nat hook postrouting priority srcnat; policy accept; \
                ip saddr @own oifname != "sbc0ffee-*" masquerade } }""");
    }

    @Test
    void everyServiceHasTwoNames() {
        assertThat(NameFiles.hosts(Map.of("web", "10.209.3.2", "db", "10.209.3.3")))
                .contains("127.0.0.1 localhost", "10.209.3.3 db.internal db\n10.209.3.2 web.internal web\n");
    }

    @Test
    void portsAreGivenOutOnceAndTakenBack() {
        var ports = new Ports(port -> port != 20_001, 0);
        assertThat(List.of(ports.take(), ports.take())).containsExactly(20_000, 20_002);
        ports.mark(20_003, true);
        assertThat(ports.take()).isEqualTo(20_004);
    }
}
