package io.stackblaze.server.migration;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.migration.dns.Destination;
import io.stackblaze.migration.dns.TtlWatch;
import io.stackblaze.migration.dns.Zones;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ResolverConfig;

/**
 * How an app is cut over by DNS, without the secret of the key.
 *
 * @param to where its domains are to lead: addresses, or one host name
 * @param resolvers that are asked, {@code HOST[:PORT]}; empty for this machine's and three public ones
 * @param server that takes signed updates, {@code HOST[:PORT]}; null when a person changes records
 * @param key name of the key for updates; null without a server
 * @param algorithm of the key; null without a server
 * @param issuer who will certify the domains, as CAA records name it
 * @param ttlWas the time to live that records had before it was lowered, when they were low at the first look; null
 * when
 * not known
 */
record DnsSettings(List<String> to, List<String> resolvers, @Nullable String server, @Nullable String key,
        @Nullable String algorithm, String issuer, @Nullable Long ttlWas) {
    private static final int PORT = 53;
    private static final List<String> PUBLIC = List.of("1.1.1.1", "8.8.8.8", "9.9.9.9");

    Destination destination() {
        return Destination.of(to);
    }

    long assumed() {
        return ttlWas == null ? TtlWatch.UNKNOWN_SECONDS : ttlWas;
    }

    /** Who is asked. */
    Zones zones() throws UnknownHostException {
        var servers = new ArrayList<InetSocketAddress>();
        for (var resolver : resolvers) {
            servers.add(address(resolver));
        }
        if (servers.isEmpty()) {
            servers.addAll(ResolverConfig.getCurrentConfig().servers());
            for (var resolver : PUBLIC) {
                servers.add(address(resolver));
            }
        }
        return new Zones(servers.stream().distinct().toList());
    }

    /** {@code HOST[:PORT]}, as the pattern of the API has it. */
    static InetSocketAddress address(String text) throws UnknownHostException {
        int colon = text.lastIndexOf(':');
        var host = colon < 0 ? text : text.substring(0, colon);
        int port = colon < 0 ? PORT : Integer.parseInt(text.substring(colon + 1));
        if (port < 1 || port > 65_535) {
            throw new UnknownHostException("port " + port);
        }
        return new InetSocketAddress(InetAddress.getAllByName(host)[0], port);
    }

    /** Who changes records, for people. */
    String by() {
        return server == null ? "hand" : server;
    }
}
