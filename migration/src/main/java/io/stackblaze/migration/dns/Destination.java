package io.stackblaze.migration.dns;

import java.util.ArrayList;
import java.util.List;

import org.xbill.DNS.Address;

/**
 * Where domains are to lead: addresses, or one host name.
 *
 * @param addresses IPv4 and IPv6 addresses; empty for a host name
 * @param host a host name; empty for addresses
 */
public record Destination(List<String> addresses, String host) {
    /** Copies. */
    public Destination {
        addresses = List.copyOf(addresses);
    }

    /**
     * Reads addresses, or one host name.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static Destination of(List<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        var addresses = words.stream().filter(Destination::isAddress).toList();
        if (addresses.size() == words.size()) {
            return new Destination(addresses.stream().distinct().toList(), "");
        }
        if (words.size() > 1 || !words.getFirst().matches("(?i)[a-z0-9]([a-z0-9-]*[a-z0-9])?"
                + "(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")) {
            throw new IllegalArgumentException("is neither IP addresses nor the name of one host");
        }
        return new Destination(List.of(), words.getFirst().toLowerCase(java.util.Locale.ROOT));
    }

    private static boolean isAddress(String word) {
        return Address.isDottedQuad(word) || Address.toByteArray(word, Address.IPv6) != null;
    }

    /** Whether a domain can lead there; a zone's own name cannot be an alias. */
    public boolean suits(DomainRecords domain) {
        return host.isEmpty() || !domain.apex();
    }

    /** The records that lead a domain there. */
    public List<RecordSet> records(String domain) {
        var sets = new ArrayList<RecordSet>();
        if (!host.isEmpty()) {
            sets.add(new RecordSet(domain, "CNAME", TtlWatch.LOW_SECONDS, List.of(host)));
            return sets;
        }
        var four = addresses.stream().filter(Address::isDottedQuad).toList();
        var six = addresses.stream().filter(address -> !Address.isDottedQuad(address)).toList();
        if (!four.isEmpty()) {
            sets.add(new RecordSet(domain, "A", TtlWatch.LOW_SECONDS, four));
        }
        if (!six.isEmpty()) {
            sets.add(
                    new RecordSet(domain, "AAAA", TtlWatch.LOW_SECONDS, six.stream().map(Destination::plain).toList()));
        }
        return sets;
    }

    private static String plain(String address) {
        try {
            return java.net.InetAddress.getByAddress(Address.toByteArray(address, Address.IPv6)).getHostAddress();
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("sixteen bytes are an address", e);
        }
    }
}
