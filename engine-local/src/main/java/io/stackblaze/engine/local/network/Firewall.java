package io.stackblaze.engine.local.network;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The rules that keep environments apart, as one text for {@code nft -f}: it replaces the table of this node at once.
 *
 * @param name of the table and, with a hyphen and a number, of the network devices
 * @param whole every address that environments of any node have
 * @param environments those of this node
 * @param edgePorts ports of the router that environments may reach like anybody; none when it listens on loopback only
 * @param resolvers addresses that names are asked of
 */
record Firewall(String name, Range whole, List<Environment> environments, List<Integer> edgePorts,
        List<String> resolvers) {
    /**
     * One environment.
     *
     * @param device the machine's end of its cable
     * @param range its addresses
     * @param services what it may reach on the machine, {@code address . port}
     */
    record Environment(String device, Range range, List<String> services) {}

    String rules() {
        var devices = "\"" + name + "-*\"";
        return """
                table inet %1$s
                delete table inet %1$s
                table inet %1$s {
                  set services {
                    type ifname . ipv4_addr . inet_service
                    %2$s
                  }
                  set own {
                    type ipv4_addr
                    flags interval
                    %3$s
                  }
                  chain input {
                    type filter hook input priority filter; policy accept;
                    iifname != %4$s accept
                    meta nfproto ipv6 drop
                    ct state established,related accept
                    iifname . ip daddr . tcp dport @services accept
                    %5$s
                    reject
                  }
                  chain forward {
                    type filter hook forward priority filter; policy accept;
                    iifname %4$s jump leaving
                    oifname %4$s ct state established,related accept
                    oifname %4$s reject
                  }
                  chain leaving {
                    meta nfproto ipv6 drop
                    ct state established,related accept
                    ip daddr %6$s reject
                    ip daddr 169.254.169.254 tcp dport 80 reject
                  }
                  chain postrouting {
                    type nat hook postrouting priority srcnat; policy accept;
                    ip saddr @own oifname != %4$s masquerade
                  }
                }
                """.formatted(name.replace('-', '_'), elements(services()), elements(ranges()), devices, open(), whole);
    }

    private List<String> services() {
        return environments.stream().flatMap(environment -> environment.services().stream()
                .map(service -> "\"" + environment.device() + "\" . " + service)).toList();
    }

    private List<String> ranges() {
        return environments.stream().map(environment -> environment.range().toString()).toList();
    }

    private static String elements(List<String> elements) {
        return elements.isEmpty() ? "" : "elements = { " + String.join(", ", elements) + " }";
    }

    private String open() {
        var lines = new StringBuilder();
        if (!edgePorts.isEmpty()) {
            lines.append("tcp dport { ")
                    .append(edgePorts.stream().map(String::valueOf).collect(Collectors.joining(", ")))
                    .append(" } accept\n");
        }
        if (!resolvers.isEmpty()) {
            lines.append("    ip daddr { ").append(String.join(", ", resolvers))
                    .append(" } meta l4proto { tcp, udp } th dport 53 accept\n");
        }
        return lines.toString();
    }
}
