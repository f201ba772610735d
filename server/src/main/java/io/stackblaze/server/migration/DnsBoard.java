package io.stackblaze.server.migration;

import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.blueprint.BlueprintReader;
import io.stackblaze.blueprint.Reading;
import io.stackblaze.blueprint.Web;
import io.stackblaze.migration.dns.DnsException;
import io.stackblaze.migration.dns.DnsProvider;
import io.stackblaze.migration.dns.RecordSet;
import io.stackblaze.migration.dns.Rfc2136;
import io.stackblaze.migration.dns.TtlWatch;
import io.stackblaze.migration.dns.Zones;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the domains of apps that are cut over by DNS, when asked and every minute: how long a time to live has been
 * low is known only by looking. What was seen is kept. Any thread may use it.
 */
final class DnsBoard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DnsBoard.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration PARTING = Duration.ofSeconds(10);

    private final Migrations migrations;
    private final Clock clock;
    private final Rounds rounds = new Rounds("dns", EVERY, PARTING, this::round);

    DnsBoard(Migrations migrations, Clock clock) {
        this.migrations = migrations;
        this.clock = clock;
    }

    void start() {
        rounds.start();
    }

    private void round() {
        migrations.list().stream().filter(each -> each.finishedAt() == null).forEach(this::look);
    }

    /** The app's own domains, as its blueprint has them. */
    static List<String> domains(Migration migration) {
        return migration.fact(Fact.BLUEPRINT).map(text -> BlueprintReader.read(text, "blueprint.yaml"))
                .filter(Reading.Valid.class::isInstance).map(Reading.Valid.class::cast).stream()
                .flatMap(valid -> valid.blueprint().services(migration.target().environment()).values().stream())
                .filter(Web.class::isInstance).map(Web.class::cast).flatMap(web -> web.domains().stream()).toList();
    }

    /** Who is asked. */
    static Zones zones(DnsSettings settings) throws DnsException {
        try {
            return settings.zones();
        } catch (UnknownHostException e) {
            throw new DnsException(DnsException.Code.REFUSED, "There is no resolver of that name: " + e.getMessage()
                    + ".", "Give addresses of resolvers: --resolver ADDRESS");
        }
    }

    /** Who changes records. */
    DnsProvider provider(Migration migration, DnsSettings settings) throws DnsException {
        if (settings.server() == null || settings.key() == null || settings.algorithm() == null) {
            return new DnsProvider.Manual();
        }
        try {
            return new Rfc2136(DnsSettings.address(settings.server()), settings.key(), settings.algorithm(),
                    migrations.dnsSecret(migration.id()).orElse(""));
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new DnsException(DnsException.Code.REFUSED, "Updates cannot be sent to " + settings.server() + ": "
                    + e.getMessage() + ".",
                    "Give the server and its key again: stackblaze migrate dns "
                            + migration.app() + " --server HOST --key-file FILE");
        }
    }

    /** Asks DNS now, and keeps what it says; nothing for an app that is not cut over by DNS. */
    Map<String, DnsSeen> look(Migration migration) {
        var settings = migration.fact(Fact.DNS);
        if (settings.isEmpty()) {
            return Map.of();
        }
        var before = migration.fact(Fact.DNS_SEEN).orElse(Map.of());
        var seen = new LinkedHashMap<String, DnsSeen>();
        try {
            var zones = zones(settings.get());
            for (var domain : domains(migration)) {
                seen.put(domain, look(zones, domain, before.get(domain), settings.get().assumed()));
            }
        } catch (DnsException e) {
            LOG.warn("{}", e.message());
        }
        migrations.keep(migration.id(), Fact.DNS_SEEN, seen);
        return seen;
    }

    private DnsSeen look(Zones zones, String domain, @org.jspecify.annotations.Nullable DnsSeen before, long assumed) {
        var records = zones.look(domain);
        var watch = before == null ? null : before.watch();
        if (records.ttlSeconds() >= 0) {
            watch = TtlWatch.seen(watch, records.ttlSeconds(), clock.instant(), assumed);
        }
        var resolved = new LinkedHashMap<String, List<String>>();
        zones.resolved(domain).forEach((resolver, sets) -> resolved.put(resolver, lines(sets)));
        return new DnsSeen(records, watch, resolved, clock.instant());
    }

    static List<String> lines(List<RecordSet> sets) {
        return sets.stream().flatMap(set -> set.lines().stream()).toList();
    }

    @Override
    public void close() {
        rounds.close();
    }
}
