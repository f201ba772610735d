package io.stackblaze.migration.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks DNS: what a zone's own servers say, and what resolvers still say. A resolver tells only what is left of a time
 * to
 * live, and may tell what is no more. Any thread; every question waits a few seconds at most.
 */
public final class Zones {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final List<InetSocketAddress> resolvers;
    private final Map<String, InetSocketAddress> known;

    /** Over resolvers; the first that answers finds zones and their servers, which are asked on its port. */
    public Zones(List<InetSocketAddress> resolvers) {
        this(resolvers, Map.of());
    }

    /**
     * The same.
     *
     * @param known servers of zones that are not where their names lead, by name
     */
    public Zones(List<InetSocketAddress> resolvers, Map<String, InetSocketAddress> known) {
        if (resolvers.isEmpty()) {
            throw new IllegalArgumentException("there is no resolver to ask");
        }
        this.resolvers = List.copyOf(resolvers);
        this.known = Map.copyOf(known);
    }

    /** What its zone's servers say; never throws for what DNS answers, or does not. */
    public DomainRecords look(String domain) {
        try {
            var name = absolute(domain);
            var zone = zone(name);
            if (zone.isEmpty()) {
                return DomainRecords.unknown(domain, "No zone of " + domain + " was found in DNS.");
            }
            var answers = new LinkedHashMap<String, List<RecordSet>>();
            for (var server : zone.get().servers().entrySet()) {
                try {
                    answers.put(server.getKey(), sets(server.getValue(), name, false));
                } catch (IOException _) {
                    // one server of several may be down; none is told below
                }
            }
            if (answers.isEmpty()) {
                return DomainRecords.unknown(domain, "None of the servers of " + text(zone.get().name()) + " answers: "
                        + String.join(", ", zone.get().servers().keySet()) + ".");
            }
            boolean agree = answers.values().stream().map(Zones::values).distinct().count() == 1;
            var longest = answers.values().stream()
                    .max(java.util.Comparator.comparingLong(sets -> sets.stream().mapToLong(RecordSet::ttlSeconds).max()
                            .orElse(-1)))
                    .orElseThrow();
            return new DomainRecords(domain, text(zone.get().name()), List.copyOf(answers.keySet()), longest,
                    issuers(name), agree, longest.isEmpty() ? "The name has no address." : "");
        } catch (TextParseException e) {
            return DomainRecords.unknown(domain, domain + " is no name of a host.");
        } catch (IOException e) {
            return DomainRecords.unknown(domain, "DNS did not answer.");
        }
    }

    /** Whether each server of a name's zone has that text there. */
    public boolean hasText(String domain, String text) {
        try {
            var name = absolute(domain);
            var servers = zone(name).map(Zone::servers).orElse(Map.of());
            for (var server : servers.values()) {
                if (ask(server, name, Type.TXT, false).getSection(Section.ANSWER).stream()
                        .filter(TXTRecord.class::isInstance).map(TXTRecord.class::cast)
                        .noneMatch(record -> String.join("", record.getStrings()).equals(text))) {
                    return false;
                }
            }
            return !servers.isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /** Name of the zone that a name is in; empty when none is found. */
    public Optional<String> zoneOf(String domain) {
        try {
            return zone(absolute(domain)).map(zone -> text(zone.name()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What each resolver says now, by its address; no records for one that does not answer. */
    public Map<String, List<RecordSet>> resolved(String domain) {
        var seen = new TreeMap<String, List<RecordSet>>();
        for (var resolver : resolvers) {
            try {
                seen.put(where(resolver), sets(resolver, absolute(domain), true));
            } catch (IOException e) {
                seen.put(where(resolver), List.of());
            }
        }
        return seen;
    }

    private record Zone(Name name, Map<String, InetSocketAddress> servers) {}

    private Optional<Zone> zone(Name name) throws IOException {
        for (var zone = name; zone.labels() > 1; zone = new Name(zone, 1)) {
            var owner = zone;
            var targets = resolve(zone, Type.NS).getSection(Section.ANSWER).stream()
                    .filter(record -> record.getName().equals(owner)).filter(NSRecord.class::isInstance)
                    .map(record -> ((NSRecord) record).getTarget()).toList();
            if (!targets.isEmpty()) {
                var servers = new TreeMap<String, InetSocketAddress>();
                for (var target : targets) {
                    address(target).ifPresent(address -> servers.put(text(target), address));
                }
                return Optional.of(new Zone(zone, servers));
            }
        }
        return Optional.empty();
    }

    private Optional<InetSocketAddress> address(Name host) throws IOException {
        var elsewhere = known.get(text(host));
        if (elsewhere != null) {
            return Optional.of(elsewhere);
        }
        return resolve(host, Type.A).getSection(Section.ANSWER).stream().filter(ARecord.class::isInstance)
                .map(record -> new InetSocketAddress(((ARecord) record).getAddress(), resolvers.getFirst().getPort()))
                .findFirst();
    }

    /** The nearest name upwards that says anything counts (RFC 8659). */
    private List<String> issuers(Name name) throws IOException {
        for (var at = name; at.labels() > 1; at = new Name(at, 1)) {
            var found = resolve(at, Type.CAA).getSection(Section.ANSWER).stream().filter(CAARecord.class::isInstance)
                    .map(CAARecord.class::cast).toList();
            if (!found.isEmpty()) {
                return found.stream().filter(record -> record.getTag().equalsIgnoreCase("issue"))
                        .map(record -> record.getValue().split(";", 2)[0].strip().toLowerCase(Locale.ROOT)).toList();
            }
        }
        return List.of();
    }

    private Message resolve(Name name, int type) throws IOException {
        IOException last = new IOException("no resolver");
        for (var resolver : resolvers) {
            try {
                return ask(resolver, name, type, true);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    /** An alias or addresses; of an alias, only itself. */
    private static List<RecordSet> sets(InetSocketAddress server, Name name, boolean recursive) throws IOException {
        var records = new ArrayList<Record>();
        for (int type : new int[]{Type.A, Type.AAAA}) {
            records.addAll(ask(server, name, type, recursive).getSection(Section.ANSWER));
        }
        var sets = new TreeMap<String, RecordSet>();
        for (var record : records) {
            if (record.getName().equals(name)) {
                value(record).ifPresent(value -> sets.merge(Type.string(record.getType()),
                        new RecordSet(text(name), Type.string(record.getType()), record.getTTL(), List.of(value)),
                        Zones::joined));
            }
        }
        return List.copyOf(sets.values());
    }

    private static RecordSet joined(RecordSet one, RecordSet other) {
        var values = new java.util.TreeSet<>(one.values());
        values.addAll(other.values());
        return new RecordSet(one.name(), one.type(), Math.max(one.ttlSeconds(), other.ttlSeconds()),
                List.copyOf(values));
    }

    private static Optional<String> value(Record record) {
        return switch (record) {
            case ARecord a -> Optional.of(String.valueOf(a.getAddress().getHostAddress()));
            case AAAARecord aaaa -> Optional.of(String.valueOf(aaaa.getAddress().getHostAddress()));
            case CNAMERecord cname -> Optional.of(text(cname.getTarget()));
            default -> Optional.empty();
        };
    }

    private static List<String> values(List<RecordSet> sets) {
        return sets.stream().map(set -> set.type() + set.values()).toList();
    }

    private static Message ask(InetSocketAddress server, Name name, int type, boolean recursive) throws IOException {
        var query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        if (!recursive) {
            query.getHeader().unsetFlag(Flags.RD);
        }
        var resolver = new SimpleResolver(server);
        resolver.setTimeout(TIMEOUT);
        var answer = resolver.send(query);
        if (answer.getRcode() != Rcode.NOERROR && answer.getRcode() != Rcode.NXDOMAIN) {
            throw new IOException("answered " + Rcode.string(answer.getRcode()));
        }
        return answer;
    }

    private static String where(InetSocketAddress server) {
        return server.getHostString() + (server.getPort() == SimpleResolver.DEFAULT_PORT ? "" : ":" + server.getPort());
    }

    private static Name absolute(String domain) throws TextParseException {
        return Name.fromString(domain.endsWith(".") ? domain : domain + ".");
    }

    private static String text(Name name) {
        return name.toString(true).toLowerCase(Locale.ROOT);
    }
}
