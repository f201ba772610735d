package io.stackblaze.server.migration;

import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.migration.dns.Destination;
import io.stackblaze.migration.dns.DnsException;
import io.stackblaze.migration.dns.TtlWatch;
import io.stackblaze.server.http.Problem;

/** Everything that can be asked about cutting over by DNS. Any thread may use it. */
public final class DnsDesk {
    private static final String ISSUER = "letsencrypt.org";

    private final Migrations migrations;
    private final MigrationChanges changes;
    private final DnsBoard board;
    private final DnsChanges dns;
    private final Clock clock;

    /** What is to be different; what is empty stays as it is. */
    record Wanted(List<String> to, List<String> resolvers, Optional<String> server, Optional<String> key,
            Optional<String> algorithm, Optional<String> secret, Optional<String> issuer, Optional<Long> ttlWas) {
        /** Leaves the secret out. */
        @Override
        public String toString() {
            return "Wanted[" + to + "]";
        }
    }

    DnsDesk(Migrations migrations, MigrationChanges changes, DnsBoard board, DnsChanges dns, Clock clock) {
        this.migrations = migrations;
        this.changes = changes;
        this.board = board;
        this.dns = dns;
        this.clock = clock;
    }

    /** Looks now. */
    public DnsView look(String idOrApp) {
        var migration = changes.existing(idOrApp);
        if (migration.finishedAt() == null) {
            board.look(migration);
            migration.fact(Fact.DNS).filter(_ -> migration.fact(Fact.DNS_TRIAL).isEmpty())
                    .ifPresent(settings -> tryOut(migrations.get(migration.id()), settings));
        }
        return view(migrations.get(migration.id()));
    }

    /** What was seen last; asks nobody. */
    public DnsView view(Migration migration) {
        var settings = migration.fact(Fact.DNS);
        if (settings.isEmpty()) {
            return new DnsView("edge", List.of(), "hand", List.of(), List.of());
        }
        var seen = migration.fact(Fact.DNS_SEEN).orElse(Map.of());
        var had = migration.fact(Fact.DNS_BEFORE).orElse(Map.of());
        var domains = seen.entrySet().stream().map(each -> {
            var records = each.getValue().records();
            var watch = each.getValue().watch();
            boolean low = watch != null && watch.low();
            return new DnsView.Domain(each.getKey(), records.zone(), records.servers(), DnsBoard.lines(records.sets()),
                    records.ttlSeconds(), low && watch != null ? watch.until() : null,
                    low
                            ? List.of()
                            : DnsBoard.lines(records.sets().stream()
                                    .map(set -> set.withTtl(TtlWatch.LOW_SECONDS)).toList()),
                    DnsBoard.lines(settings.get().destination().records(each.getKey())),
                    DnsBoard.lines(had.getOrDefault(each.getKey(), records.sets())), each.getValue().resolved(),
                    records.problem());
        }).toList();
        return new DnsView("dns", settings.get().to(), settings.get().by(), domains,
                migration.isHere() ? DnsGates.after(migration) : DnsGates.before(migration, clock.instant()));
    }

    /** Cuts over by DNS from now on, or otherwise than before; tries whether records can be changed. */
    DnsView set(String idOrApp, Wanted wanted, String by) {
        var migration = before(idOrApp);
        var old = migration.fact(Fact.DNS);
        var to = wanted.to().isEmpty() ? old.map(DnsSettings::to).orElse(List.of()) : wanted.to();
        try {
            Destination.of(to);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("to", String.valueOf(e.getMessage()),
                    "Give the addresses of this machine, as visitors reach it: --to ADDRESS");
        }
        var settings = new DnsSettings(to,
                wanted.resolvers().isEmpty() ? old.map(DnsSettings::resolvers).orElse(List.of()) : wanted.resolvers(),
                wanted.server().or(() -> old.map(DnsSettings::server)).orElse(null),
                wanted.key().or(() -> old.map(DnsSettings::key)).orElse(null),
                wanted.algorithm().or(() -> old.map(DnsSettings::algorithm)).orElse(null),
                wanted.issuer().or(() -> old.map(DnsSettings::issuer)).orElse(ISSUER),
                wanted.ttlWas().or(() -> old.map(DnsSettings::ttlWas)).orElse(null));
        check(settings, wanted, migration);
        wanted.secret().ifPresent(secret -> migrations.keepDnsSecret(migration.id(), secret));
        migrations.keep(migration.id(), Fact.DNS, settings);
        if (wanted.ttlWas().isPresent()) {
            migrations.forget(migration.id(), Fact.DNS_SEEN);
        }
        migrations.note(migration.id(), by, "cuts over by DNS, to " + String.join(", ", to));
        var now = migrations.get(migration.id());
        board.look(now);
        tryOut(migrations.get(migration.id()), settings);
        return view(migrations.get(migration.id()));
    }

    private void check(DnsSettings settings, Wanted wanted, Migration migration) {
        boolean secret = wanted.secret().isPresent() || migrations.dnsSecret(migration.id()).isPresent();
        if (settings.server() != null && (settings.key() == null || settings.algorithm() == null || !secret)) {
            throw Problem.invalid("key", "is missing for updates of " + settings.server(),
                    "Give the key that may change the zone: --key-file FILE, as tsig-keygen prints it");
        }
        try {
            settings.zones();
            if (settings.server() != null) {
                DnsSettings.address(settings.server());
            }
        } catch (UnknownHostException e) {
            throw Problem.invalid("server", "is not known: " + e.getMessage(), "Give its address.");
        }
    }

    /** The fact is empty when it can be done. */
    private void tryOut(Migration migration, DnsSettings settings) {
        try {
            var provider = board.provider(migration, settings);
            var zones = migration.fact(Fact.DNS_SEEN).orElse(Map.of()).values().stream()
                    .map(seen -> seen.records().zone()).filter(zone -> !zone.isEmpty()).distinct().toList();
            for (var zone : zones) {
                provider.tryOut(zone);
            }
            if (!zones.isEmpty()) {
                migrations.keep(migration.id(), Fact.DNS_TRIAL, "");
            }
        } catch (DnsException e) {
            migrations.keep(migration.id(), Fact.DNS_TRIAL, e.message() + " " + e.remedy());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Cuts over through the edge again. */
    DnsView unset(String idOrApp, String by) {
        var migration = before(idOrApp);
        for (var fact : List.of(Fact.DNS, Fact.DNS_SEEN, Fact.DNS_TRIAL)) {
            migrations.forget(migration.id(), fact);
        }
        migrations.keepDnsSecret(migration.id(), null);
        migrations.note(migration.id(), by, "cuts over through the edge");
        return view(migrations.get(migration.id()));
    }

    /** Has resolvers forget sooner. */
    DnsView lower(String idOrApp, String by) {
        var migration = before(idOrApp);
        var settings = migration.fact(Fact.DNS).filter(found -> found.server() != null)
                .orElseThrow(() -> new Problem(Problem.Kind.CONFLICT,
                        "A person changes the records of " + migration.app() + ".",
                        "See what to set: stackblaze migrate dns " + migration.app()));
        board.look(migration);
        try {
            dns.lower(migrations.get(migration.id()), settings);
        } catch (DnsException e) {
            throw new Problem(Problem.Kind.CONFLICT, e.message(), e.remedy());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        migrations.note(migration.id(), by, "lowered the time to live of DNS records");
        return look(migration.id());
    }

    private Migration before(String idOrApp) {
        var migration = changes.editable(idOrApp);
        if (migration.isHere()) {
            throw new Problem(Problem.Kind.CONFLICT, "The app runs here already.",
                    "To go back: stackblaze migrate rollback " + migration.app());
        }
        return migration;
    }
}
