package io.stackblaze.migration.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/**
 * A zone on real servers of this machine: a primary that takes signed updates, a secondary, and a
 * resolver that keeps what it was told. They listen on ports of 127.0.0.1, as BIND listens only where an interface is.
 */
@SuppressWarnings("try") // ending servers may be interrupted
public final class Bind implements AutoCloseable {
    /** Name of the key that may change the zone. */
    public static final String KEY = "mover";
    /** Its algorithm. */
    public static final String ALGORITHM = "hmac-sha256";

    private static final String ZONE = """
            $TTL 3600
            @ IN SOA ns1 admin 1 60 10 3600 5
              IN NS ns1
              IN NS ns2
              IN A 192.0.2.10
              IN CAA 0 issue "letsencrypt.org"
            ns1 IN A 127.0.0.1
            ns2 IN A 127.0.0.1
            www IN CNAME quiet-fox.herokudns.test.
            """;

    private final Path folder;
    private final String zone;
    private final List<Integer> ports = freePorts();
    private final String secret = Base64.getEncoder().encodeToString("a key of thirty-two bytes, for us".getBytes(
            java.nio.charset.StandardCharsets.US_ASCII));
    private final List<Process> servers;
    private final Process primary;

    /** Starts all three; they answer when this returns. */
    public Bind(Path folder, String zone) throws IOException {
        this.folder = folder;
        this.zone = zone;
        this.primary = named("primary", ports.get(0), "recursion no; allow-transfer { any; }; notify explicit; "
                + "also-notify { 127.0.0.1 port " + ports.get(1) + "; };", """
                        key "%s" { algorithm %s; secret "%s"; };
                        zone "%s" {
                            type primary; file "shop.db"; update-policy { grant %s zonesub ANY; };
                        };
                        """.formatted(KEY, ALGORITHM, secret, zone, KEY));
        var secondary = named("secondary", ports.get(1), "recursion no;", """
                zone "%s" { type secondary; primaries { 127.0.0.1 port %d; }; file "copy.db"; };
                """.formatted(zone, ports.get(0)));
        // Real resolvers keep an answer for its whole time to live; this one for a second at most.
        var resolver = named("resolver", ports.get(2), "recursion yes; max-cache-ttl 1; max-ncache-ttl 1; "
                + "empty-zones-enable no;", """
                        zone "." { type primary; file "root.db"; };
                        zone "%s" { type forward; forward only; forwarders { 127.0.0.1 port %d; }; };
                        """.formatted(zone, ports.get(1)));
        this.servers = List.of(primary, secondary, resolver);
        var zones = zones();
        try {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> zones.look("www." + zone).servers()
                    .equals(List.of("ns1." + zone, "ns2." + zone)));
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            servers.forEach(Process::destroyForcibly);
            throw e;
        }
    }

    /** Looks names up. */
    public Zones zones() {
        return new Zones(List.of(at(2)), Map.of("ns1." + zone, at(0), "ns2." + zone, at(1)));
    }

    /** Where the zone is changed. */
    public InetSocketAddress primary() {
        return at(0);
    }

    private InetSocketAddress at(int server) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(server));
    }

    /** The key, in base64. */
    public String secret() {
        return secret;
    }

    /** Changes the zone with the key. */
    public DnsProvider provider() {
        return new Rfc2136(primary(), KEY, ALGORITHM, secret);
    }

    /** Ends the primary alone. */
    public void endPrimary() throws InterruptedException {
        primary.destroyForcibly().waitFor();
    }

    private Process named(String name, int port, String options, String zones) throws IOException {
        var place = Files.createDirectories(folder.resolve(name));
        Files.writeString(place.resolve("shop.db"), ZONE);
        Files.writeString(place.resolve("root.db"), """
                $TTL 5
                . IN SOA ns.localhost. admin.localhost. 1 60 10 3600 5
                . IN NS ns.localhost.
                ns.localhost. IN A 127.0.0.1
                %s. IN NS ns1.%s.
                ns1.%s. IN A 127.0.0.1
                """.formatted(zone, zone, zone));
        var file = Files.writeString(place.resolve("named.conf"), """
                options {
                    directory "%s"; pid-file none; session-keyfile "%s/session.key"; lock-file none;
                    listen-on port %d { 127.0.0.1; }; listen-on-v6 { none; }; dnssec-validation no;
                    max-cache-size 16m; minimal-responses yes; %s
                };
                controls { };
                %s
                """.formatted(place, place, port, options, zones));
        return new ProcessBuilder("/usr/sbin/named", "-g", "-n", "1", "-c", file.toString()).redirectErrorStream(true)
                .redirectOutput(place.resolve("log").toFile()).start();
    }

    private static List<Integer> freePorts() throws IOException {
        try (var one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var three = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return List.of(one.getLocalPort(), two.getLocalPort(), three.getLocalPort());
        }
    }

    @Override
    public void close() throws InterruptedException {
        servers.forEach(Process::destroy);
        for (var server : servers) {
            if (!server.waitFor(10, TimeUnit.SECONDS)) {
                server.destroyForcibly().waitFor();
            }
        }
    }
}
