package io.stackblaze.router;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** A server outside: its addresses, which may change while it is in use, and TLS to it. Any thread. */
final class Origin {
    private static final System.Logger LOG = System.getLogger(Origin.class.getName());
    private static final long GOOD_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int PATIENCE_MILLIS = 5_000;

    private final String name;
    private final int port;
    private final String asked;
    private final @Nullable SslContext tls;
    private final Outward.Names names;
    private List<InetSocketAddress> known = List.of();
    private long knownSince;
    private @Nullable CompletableFuture<List<InetSocketAddress>> lookup;
    private volatile String failure = "";

    /**
     * Looks nothing up yet.
     *
     * @param tls null when it is spoken to in clear text
     */
    Origin(Route.Target.Outside outside, @Nullable SslContext tls, Outward.Names names) {
        this.name = outside.origin().getHost();
        this.port = port(outside.origin());
        this.asked = String.valueOf(HostName.parse(outside.host()));
        this.tls = tls;
        this.names = names;
    }

    /**
     * Refuses what is no origin.
     *
     * @throws IllegalArgumentException saying what is wrong with it, and with the name
     */
    static void check(URI origin, String host) {
        String scheme = String.valueOf(origin.getScheme());
        boolean plain = origin.getHost() != null && origin.getRawUserInfo() == null && origin.getRawQuery() == null
                && origin.getRawFragment() == null && String.valueOf(origin.getRawPath()).isEmpty()
                && origin.getPort() != 0 && origin.getPort() <= 65_535;
        if (!plain || !(scheme.equals("http") || scheme.equals("https"))) {
            // Not repeated: it may hold a password.
            throw new IllegalArgumentException("the origin has to be http or https with a host, and a port if need be,"
                    + " and nothing else: https://shop-1234.herokuapp.com");
        }
        if (HostName.parse(host) == null) {
            throw new IllegalArgumentException("'" + host + "' is no name of a host to ask for");
        }
    }

    /** Port of an origin; the one of its scheme when it names none. */
    static int port(URI origin) {
        return origin.getPort() > 0 ? origin.getPort() : origin.getScheme().equals("https") ? 443 : 80;
    }

    /** What stands for it among backends: whoever asks the same server for the same name shares connections. */
    static Backend backend(Route.Target.Outside outside) {
        URI origin = outside.origin();
        int port = port(origin);
        return new Backend("outside:" + origin.getScheme() + "://" + origin.getHost() + ":" + port + "/"
                + outside.host(), origin.getHost(), port);
    }

    /**
     * Its addresses, at once when any are known: those that were known for a while are looked up again meanwhile. None
     * when the name cannot be looked up, or not in time.
     */
    synchronized CompletableFuture<List<InetSocketAddress>> addresses() {
        boolean good = !known.isEmpty() && System.nanoTime() - knownSince < GOOD_NANOS;
        CompletableFuture<List<InetSocketAddress>> pending = lookup;
        if (pending == null && !good) {
            pending = new CompletableFuture<>();
            lookup = pending;
            Thread.ofVirtual().name("names").start(this::lookUp);
        }
        return pending == null || !known.isEmpty()
                ? CompletableFuture.completedFuture(known)
                : pending.copy().completeOnTimeout(List.of(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void lookUp() {
        List<InetSocketAddress> found = List.of();
        try {
            InetAddress[] addresses = names.lookUp(name.startsWith("[") ? name.substring(1, name.length() - 1) : name);
            found = Stream.of(addresses).map(address -> new InetSocketAddress(address, port)).toList();
        } catch (UnknownHostException | RuntimeException unknown) {
            LOG.log(System.Logger.Level.DEBUG, "a name cannot be looked up", unknown);
        }
        CompletableFuture<List<InetSocketAddress>> waiting;
        List<InetSocketAddress> now;
        synchronized (this) {
            // Addresses that were good before are better than none.
            known = found.isEmpty() ? known : found;
            knownSince = System.nanoTime();
            now = known;
            waiting = lookup;
            lookup = null;
        }
        if (waiting != null) {
            waiting.complete(now);
        }
    }

    /** The handler that speaks TLS to it, with its name and verifying its certificate; null for clear text. */
    @Nullable
    SslHandler tls(ByteBufAllocator allocator) {
        if (tls == null) {
            return null;
        }
        SslHandler handler = tls.newHandler(allocator, asked, port);
        handler.setHandshakeTimeoutMillis(PATIENCE_MILLIS);
        return handler;
    }

    /** Notes why it could not be reached, once for each reason. */
    void failed(String reason) {
        if (!reason.equals(failure)) {
            failure = reason;
            LOG.log(System.Logger.Level.WARNING, "the server outside {0}:{1,number,#} is not reached: {2}", name, port,
                    reason);
        }
    }

    void reached() {
        if (!failure.isEmpty()) {
            failure = "";
            LOG.log(System.Logger.Level.INFO, "the server outside {0}:{1,number,#} is reached again", name, port);
        }
    }
}
