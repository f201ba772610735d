package io.stackblaze.heroku.dns;

import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks DNS. How long a record may be kept is asked of the zone's own servers: a resolver says only what is left of it.
 */
public final class DnsNames implements Names {
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private final Resolver resolver;
    private final boolean askZone;

    /** Asks this machine's resolvers. */
    public DnsNames() {
        this(new ExtendedResolver(), true);
    }

    /**
     * Asks that one.
     *
     * @param askZone whether the zone's own servers are asked for the time to live
     */
    public DnsNames(Resolver resolver, boolean askZone) {
        this.resolver = resolver;
        this.askZone = askZone;
        resolver.setTimeout(TIMEOUT);
    }

    @Override
    public NameRecords look(String hostname) throws InterruptedException {
        try {
            // A wildcard is looked up by a name under it.
            var name = Name
                    .fromString(hostname.replaceFirst("^\\*\\.", "stackblaze-check.").replaceFirst("\\.?$", "."));
            var answer = ask(resolver, name, Type.A);
            if (answer.getRcode() == Rcode.NXDOMAIN) {
                return none(hostname, "There is no such name in DNS.");
            }
            var records = new ArrayList<>(answer.getSection(Section.ANSWER));
            records.addAll(ask(resolver, name, Type.AAAA).getSection(Section.ANSWER));
            if (records.isEmpty()) {
                return none(hostname, "The name has no address.");
            }
            var caa = ask(resolver, name, Type.CAA).getSection(Section.ANSWER).stream()
                    .filter(CAARecord.class::isInstance).map(CAARecord.class::cast)
                    .map(record -> record.getTag() + " " + record.getValue()).toList();
            var cname = records.stream().filter(record -> record.getName().equals(name))
                    .filter(CNAMERecord.class::isInstance).map(CNAMERecord.class::cast)
                    .map(record -> record.getTarget().toString(true)).findFirst().orElse("");
            return new NameRecords(hostname, cname, addresses(records), ttl(name, records), caa, "");
        } catch (TextParseException e) {
            return none(hostname, "This is no name of a host.");
        } catch (IOException e) {
            return none(hostname, "DNS did not answer.");
        }
    }

    private static NameRecords none(String hostname, String problem) {
        return new NameRecords(hostname, "", List.of(), -1, List.of(), problem);
    }

    private static List<String> addresses(List<Record> records) {
        var addresses = new ArrayList<String>();
        for (var record : records) {
            switch (record) {
                case ARecord a -> addresses.add(a.getAddress().getHostAddress());
                case AAAARecord aaaa -> addresses.add(aaaa.getAddress().getHostAddress());
                default -> {
                }
            }
        }
        return addresses.stream().distinct().toList();
    }

    /** That of the name's own record, not of what it is an alias to. */
    private long ttl(Name name, List<Record> records) {
        var own = records.stream().filter(record -> record.getName().equals(name)).mapToLong(Record::getTTL).max()
                .orElse(-1);
        if (!askZone) {
            return own;
        }
        try {
            var server = zoneServer(name);
            return server.isEmpty()
                    ? own
                    : ask(server.get(), name, Type.A).getSection(Section.ANSWER).stream()
                            .filter(record -> record.getName().equals(name)).mapToLong(Record::getTTL).max()
                            .orElse(own);
        } catch (IOException e) {
            return own;
        }
    }

    private Optional<Resolver> zoneServer(Name name) throws IOException {
        for (var zone = name; zone.labels() > 2; zone = new Name(zone, 1)) {
            for (var record : ask(resolver, zone, Type.NS).getSection(Section.ANSWER)) {
                if (record instanceof NSRecord ns) {
                    return server(ns);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Resolver> server(NSRecord ns) {
        try {
            var server = new SimpleResolver(ns.getTarget().toString(true));
            server.setTimeout(TIMEOUT);
            return Optional.of(server);
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static Message ask(Resolver resolver, Name name, int type) throws IOException {
        return resolver.send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
    }
}
