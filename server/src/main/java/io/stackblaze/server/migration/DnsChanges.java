package io.stackblaze.server.migration;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.engine.EngineException;
import io.stackblaze.migration.dns.DnsException;
import io.stackblaze.migration.dns.DomainRecords;
import io.stackblaze.migration.dns.RecordSet;
import io.stackblaze.migration.dns.TtlWatch;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import tools.jackson.databind.JsonNode;

/**
 * Changes the records of an app's domains, or tells a person to. What a domain had is kept before it is changed; each
 * may be done again. For an app that is cut over through the edge there is nothing to do.
 */
final class DnsChanges {
    private static final Duration LONGEST_BY_SERVER = Duration.ofMinutes(2);
    private static final Duration LONGEST_BY_HAND = Duration.ofMinutes(30);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Migrations migrations;
    private final DnsBoard board;

    DnsChanges(Migrations migrations, DnsBoard board) {
        this.migrations = migrations;
        this.board = board;
    }

    static boolean wanted(Migration migration) {
        return migration.fact(Fact.DNS).isPresent();
    }

    /** As the operation was begun. */
    static boolean wanted(JsonNode input) {
        return input.path("dns").asBoolean(false);
    }

    /** Has resolvers forget sooner. */
    void lower(Migration migration, DnsSettings settings) throws DnsException, InterruptedException {
        var provider = board.provider(migration, settings);
        var zones = DnsBoard.zones(settings);
        for (var domain : DnsBoard.domains(migration)) {
            var records = known(zones.look(domain));
            if (records.ttlSeconds() > TtlWatch.LOW_SECONDS) {
                provider.replace(records.zone(), domain,
                        records.sets().stream().map(set -> set.withTtl(TtlWatch.LOW_SECONDS)).toList());
            }
        }
    }

    /** Leads the domains here. */
    void here(StepContext context) throws StepFailure, InterruptedException {
        var migration = of(context);
        var settings = migration.fact(Fact.DNS).orElseThrow();
        change(context, migration, domain -> settings.destination().records(domain));
    }

    /** Gives the domains what they had. */
    void back(StepContext context) throws StepFailure, InterruptedException {
        var migration = of(context);
        var had = migration.fact(Fact.DNS_BEFORE).orElse(Map.of());
        change(context, migration, domain -> had.getOrDefault(domain, List.of()));
    }

    /** Waits until the zones' servers lead here. Past the bound it goes on: a gate stays red until they do. */
    void awaitHere(StepContext context) throws InterruptedException {
        var settings = of(context).fact(Fact.DNS).orElseThrow();
        await(context, settings.server() == null ? LONGEST_BY_HAND : LONGEST_BY_SERVER,
                domain -> settings.destination().records(domain));
    }

    /** Waits until the zones' servers lead to Heroku; nobody is in a hurry, as visitors who come here are led there. */
    void awaitBack(StepContext context) throws InterruptedException {
        var had = of(context).fact(Fact.DNS_BEFORE).orElse(Map.of());
        if (await(context, LONGEST_BY_SERVER, domain -> had.getOrDefault(domain, List.of()))) {
            migrations.forget(of(context).id(), Fact.DNS_BEFORE);
        }
    }

    private interface Wanted {
        List<RecordSet> of(String domain);
    }

    private void change(StepContext context, Migration migration, Wanted wanted)
            throws StepFailure, InterruptedException {
        var settings = migration.fact(Fact.DNS).orElseThrow();
        try {
            var provider = board.provider(migration, settings);
            var zones = DnsBoard.zones(settings);
            for (var domain : DnsBoard.domains(migration)) {
                var records = known(zones.look(domain));
                var sets = wanted.of(domain);
                if (sets.isEmpty() || records.has(sets)) {
                    continue;
                }
                remember(migration, domain, records);
                provider.replace(records.zone(), domain, sets);
                for (var line : DnsBoard.lines(sets)) {
                    context.log((provider.byHand() ? "To be set by hand: " : "Set at " + settings.by() + ": ") + line);
                }
            }
            context.detail(provider.byHand() ? "a person has to change records; the log has them" : "changed");
        } catch (DnsException e) {
            if (e.code() == DnsException.Code.UNREACHABLE) {
                throw new EngineException(EngineException.Code.UNREACHABLE, e.message(), e);
            }
            throw new StepFailure(e.message(), e.remedy());
        }
    }

    /** What it had when it led to Heroku, to be put back; never what we set ourselves. */
    private void remember(Migration migration, String domain, DomainRecords records) {
        var now = migrations.get(migration.id());
        var had = new LinkedHashMap<>(now.fact(Fact.DNS_BEFORE).orElse(Map.of()));
        if (had.putIfAbsent(domain, records.sets()) == null) {
            migrations.keep(migration.id(), Fact.DNS_BEFORE, had);
        }
    }

    /** Whether all servers of the zones show it, at the end. */
    private boolean await(StepContext context, Duration longest, Wanted wanted) throws InterruptedException {
        var id = of(context).id();
        long end = System.nanoTime() + longest.toNanos();
        var missing = missing(board.look(migrations.get(id)), wanted);
        while (!missing.isEmpty() && System.nanoTime() < end) {
            context.detail("waiting until its zone's servers show: " + String.join("; ", missing));
            context.checkCancelled();
            Thread.sleep(LOOK);
            missing = missing(board.look(migrations.get(id)), wanted);
        }
        context.detail(missing.isEmpty()
                ? "all servers of the zones show it; resolvers follow within " + TtlWatch.LOW_SECONDS + " s"
                : "not seen yet, and looked at every minute: " + String.join("; ", missing));
        return missing.isEmpty();
    }

    private static List<String> missing(Map<String, DnsSeen> seen, Wanted wanted) {
        return seen.entrySet().stream().filter(each -> !wanted.of(each.getKey()).isEmpty()
                && !each.getValue().records().has(wanted.of(each.getKey())))
                .flatMap(each -> DnsBoard.lines(wanted.of(each.getKey())).stream()).toList();
    }

    private static DomainRecords known(DomainRecords records) throws DnsException {
        if (!records.problem().isEmpty()) {
            throw new DnsException(DnsException.Code.UNREACHABLE, records.domain() + ": " + records.problem(),
                    "See that its zone's servers can be asked from here.");
        }
        return records;
    }

    private Migration of(StepContext context) {
        return migrations.get(context.input().path("migration").asString());
    }
}
