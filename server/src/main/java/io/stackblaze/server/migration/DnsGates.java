package io.stackblaze.server.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.stackblaze.migration.dns.TtlWatch;
import io.stackblaze.server.migration.MigrationView.Gate;

/** What must be so of an app's domains before and after a cut by DNS. Pure; none for other apps. */
final class DnsGates {
    private DnsGates() {}

    /** Before the cut. */
    static List<Gate> before(Migration migration, Instant now) {
        var settings = migration.fact(Fact.DNS);
        if (settings.isEmpty()) {
            return List.of();
        }
        var gates = new ArrayList<Gate>();
        var domains = DnsBoard.domains(migration);
        if (domains.isEmpty()) {
            gates.add(new Gate("domains", false, "The app has no domain of its own, so there is no record to change.",
                    "Cut over through the edge: stackblaze migrate dns " + migration.app() + " --off"));
        }
        var seen = migration.fact(Fact.DNS_SEEN).orElse(Map.of());
        for (var domain : domains) {
            var found = seen.get(domain);
            if (found == null || found.watch() == null || !found.records().problem().isEmpty()) {
                gates.add(new Gate("DNS of " + domain, false,
                        found == null ? "It was not looked up yet." : found.records().problem(),
                        "Look again: stackblaze migrate dns " + migration.app()));
                continue;
            }
            gates.add(records(migration, settings.get(), found));
            gates.add(waited(migration, settings.get(), found, found.watch(), now));
        }
        if (settings.get().server() != null) {
            var trial = migration.fact(Fact.DNS_TRIAL).orElse("It was not tried yet.");
            gates.add(new Gate("records can be changed", trial.isEmpty(),
                    trial.isEmpty() ? settings.get().by() + " took an update that left nothing behind." : trial,
                    trial.isEmpty()
                            ? ""
                            : "Give server and key again, which tries them: stackblaze migrate dns "
                                    + migration.app() + " --server HOST --key-file FILE"));
        }
        return gates;
    }

    private static Gate records(Migration migration, DnsSettings settings, DnsSeen found) {
        var records = found.records();
        var name = "DNS of " + records.domain();
        if (!records.agree()) {
            return new Gate(name, false, "The servers of " + records.zone() + " do not say the same: "
                    + String.join(", ", records.servers()) + ".", "Wait until the zone has come to all of them.");
        }
        if (!settings.destination().suits(records)) {
            return new Gate(name, false, records.domain() + " is its zone's own name, and can be no alias of "
                    + settings.destination().host() + ".",
                    "Give addresses: stackblaze migrate dns " + migration.app() + " --to ADDRESS");
        }
        if (!records.permits(settings.issuer())) {
            return new Gate(name, false, "CAA records allow only " + String.join(", ", records.issuers())
                    + " to certify " + records.domain() + ".",
                    "Allow " + settings.issuer() + ": "
                            + records.zone() + ". IN CAA 0 issue \"" + settings.issuer()
                            + "\"; or say who certifies it: stackblaze migrate dns " + migration.app()
                            + " --issuer NAME");
        }
        return new Gate(name, true, String.join("; ", DnsBoard.lines(records.sets())), "");
    }

    private static Gate waited(Migration migration, DnsSettings settings, DnsSeen found, TtlWatch watch, Instant now) {
        var name = "TTL of " + found.records().domain();
        if (!watch.low()) {
            var low = found.records().sets().stream().map(set -> set.withTtl(TtlWatch.LOW_SECONDS)).toList();
            return new Gate(name, false, "Resolvers may keep it for " + watch.ttlSeconds() + " s.",
                    settings.server() == null
                            ? "Set its time to live to " + TtlWatch.LOW_SECONDS + ": "
                                    + String.join("; ", DnsBoard.lines(low))
                            : "stackblaze migrate dns " + migration.app() + " --lower");
        }
        if (!watch.ready(now)) {
            return new Gate(name, false, "It is " + watch.ttlSeconds() + " s now, but some resolvers may keep the"
                    + " record with the longer one for another "
                    + Math.ceilDiv(Duration.between(now, watch.until()).toSeconds(), 60) + " min.",
                    "Wait until " + watch.until().truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                            + "; if you know how long it was, say so: stackblaze migrate dns " + migration.app()
                            + " --ttl-was SECONDS");
        }
        return new Gate(name, true, "It is " + watch.ttlSeconds() + " s, and longer ones are forgotten.", "");
    }

    /** After the cut. */
    static List<Gate> after(Migration migration) {
        var settings = migration.fact(Fact.DNS);
        if (settings.isEmpty() || !migration.isHere()) {
            return List.of();
        }
        var seen = migration.fact(Fact.DNS_SEEN).orElse(Map.of());
        return DnsBoard.domains(migration).stream().map(domain -> {
            var wanted = settings.get().destination().records(domain);
            var found = seen.get(domain);
            boolean here = found != null && found.records().has(wanted);
            return new Gate("DNS of " + domain, here,
                    here
                            ? "The servers of its zone lead it here."
                            : found == null || !found.records().problem().isEmpty()
                                    ? "It could not be looked up."
                                    : "It leads to " + String.join("; ", DnsBoard.lines(found.records().sets())) + ".",
                    here ? "" : "Set " + String.join("; ", DnsBoard.lines(wanted)));
        }).toList();
    }
}
