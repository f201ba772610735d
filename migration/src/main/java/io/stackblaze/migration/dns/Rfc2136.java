package io.stackblaze.migration.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** Changes a zone by dynamic updates (RFC 2136) signed with a shared key (RFC 8945). Any thread. */
public final class Rfc2136 implements DnsProvider {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String TRIAL = "_stackblaze-trial";

    private final InetSocketAddress server;
    private final TSIG key;

    /** Something done to a zone. */
    private interface Doing {
        void with(Update update, Name name) throws IOException;
    }

    /**
     * Over a zone's primary server.
     *
     * @param keyName name of the key, as the server knows it
     * @param algorithm {@code hmac-sha256} and such
     * @param secret the key in base64
     * @throws IllegalArgumentException when the key cannot be one
     */
    public Rfc2136(InetSocketAddress server, String keyName, String algorithm, String secret) {
        this.server = server;
        try {
            this.key = new TSIG(TSIG.algorithmToName(algorithm.toLowerCase(Locale.ROOT)),
                    absolute(keyName), java.util.Base64.getDecoder().decode(secret));
        } catch (TextParseException e) {
            throw new IllegalArgumentException("The name of the key is no name in DNS.", e);
        }
    }

    @Override
    public boolean byHand() {
        return false;
    }

    @Override
    public void tryOut(String zone) throws DnsException {
        update(zone, TRIAL + "." + zone, (update, name) -> {
            update.add(name, Type.TXT, 1, "\"trial\"");
            update.delete(name, Type.TXT);
        });
    }

    @Override
    public void replace(String zone, String name, List<RecordSet> sets) throws DnsException {
        update(zone, name, (update, owner) -> {
            for (int type : new int[]{Type.CNAME, Type.A, Type.AAAA}) {
                update.delete(owner, type);
            }
            for (var set : sets) {
                for (var value : set.values()) {
                    update.add(owner, Type.value(set.type()), set.ttlSeconds(),
                            set.type().equals("CNAME") ? value + "." : value);
                }
            }
        });
    }

    @Override
    public void addText(String zone, String name, String text) throws DnsException {
        update(zone, name, (update, owner) -> update.add(owner, Type.TXT, 1, quoted(text)));
    }

    @Override
    public void removeText(String zone, String name, String text) throws DnsException {
        update(zone, name, (update, owner) -> update.delete(owner, Type.TXT, quoted(text)));
    }

    private void update(String zone, String name, Doing doing) throws DnsException {
        Message answer;
        try {
            var update = new Update(absolute(zone), DClass.IN);
            doing.with(update, absolute(name));
            var resolver = new SimpleResolver(server);
            resolver.setTCP(true);
            resolver.setTSIGKey(key);
            resolver.setTimeout(TIMEOUT);
            answer = resolver.send(update);
        } catch (IOException e) {
            throw new DnsException(DnsException.Code.UNREACHABLE, "The DNS server " + where()
                    + " did not answer an update of " + zone + ".", "See that it runs, and may be reached from here.");
        }
        if (answer.getRcode() != Rcode.NOERROR) {
            throw new DnsException(DnsException.Code.REFUSED, "The DNS server " + where() + " refused an update of "
                    + zone + ": " + Rcode.string(answer.getRcode()) + ".",
                    "Allow the key to change this zone (allow-update, or update-policy, of BIND), and see that name,"
                            + " algorithm and secret of the key are right.");
        }
    }

    private String where() {
        return server.getHostString() + ":" + server.getPort();
    }

    private static Name absolute(String name) throws TextParseException {
        return Name.fromString(name.endsWith(".") ? name : name + ".");
    }

    private static String quoted(String text) {
        if (!text.matches("[A-Za-z0-9_ .=-]{1,255}")) {
            throw new IllegalArgumentException("a text of letters, digits and -_.= is expected");
        }
        return "\"" + text + "\"";
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
        return "Rfc2136[" + where() + "]";
    }
}
