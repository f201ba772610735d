package io.stackblaze.router;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP edge: takes requests for host names and passes them to instances. Knows nothing of projects or releases; it
 * is told a {@link RouteTable} and counts what passes. All methods may be called from any thread.
 *
 * <p>
 * Every connection lives on one event loop, together with the connections to instances that its requests use. Idle
 * connections to instances are kept; a request that may not be repeated never uses one (see {@link Exchange}).
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing is awaited as a whole
public final class Router implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 128 * 1024);

    private final RouterConfig config;
    private final Transport transport;
    private final Edge edge;
    private final Map<EventLoop, Worker> workers = new HashMap<>();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final List<Channel> listeners = new ArrayList<>();
    private final @Nullable Certificates certificates;

    private Router(RouterConfig config, Transport transport, @Nullable Certificates certificates, AccessLog accessLog,
            Clock clock) {
        this.config = config;
        this.transport = transport;
        this.certificates = certificates;
        Routes routes = new Routes(transport.eventLoops().executorCount(), new Origins(config.outward()),
                this::closeIdle);
        this.edge = new Edge(config.limits(), routes, accessLog, clock);
        SplittableRandom random = new SplittableRandom();
        for (EventExecutor executor : transport.eventLoops()) {
            EventLoop loop = (EventLoop) executor;
            workers.put(loop,
                    new Worker(workers.size(), loop, transport, random.split(), config.limits().headerBytes()));
        }
        long tick = tick(config.limits());
        workers.values().forEach(worker -> worker.tickEvery(tick, routes));
    }

    /**
     * Binds and serves, with no hosts and no access log.
     *
     * @throws IOException when a port is taken; the message says by whom, where that can be known
     */
    public static Router start(RouterConfig config) throws IOException {
        return start(config, AccessLog.NONE, Clock.systemUTC());
    }

    /**
     * Binds and serves, with no hosts.
     *
     * @param accessLog told of every request that ended
     * @throws IOException when a port is taken, or the certificates' folder cannot be used
     */
    public static Router start(RouterConfig config, AccessLog accessLog, Clock clock) throws IOException {
        Path folder = config.certificates();
        Certificates certificates = folder == null || config.httpsPort() < 0
                ? null
                : Certificates.in(folder, clock, new SecureRandom());
        Router router = new Router(config, Transport.open(), certificates, accessLog, clock);
        try {
            router.listen(config.httpPort(), null);
            if (certificates != null) {
                router.listen(config.httpsPort(), certificates);
            }
        } catch (IOException | RuntimeException failed) {
            router.close();
            throw failed;
        }
        return router;
    }

    private void listen(int port, @Nullable Certificates tls) throws IOException {
        ChannelFuture bound = new ServerBootstrap().group(transport.eventLoops()).channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG).option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, transport.allocator())
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, transport.receiveBuffers())
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new Listener(edge, workers, connections, tls))
                .bind(new InetSocketAddress(config.address(), port)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw cannotListen(port, bound.cause());
        }
        listeners.add(bound.channel());
    }

    private IOException cannotListen(int port, Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        String reason = text.contains("in use") ? PortHolder.describe(port) : text;
        return new IOException("the router cannot listen on %s:%d: %s".formatted(config.address(), port, reason),
                cause);
    }

    /** Fine enough for the shortest limit, and never so fine that looking at idle connections costs anything. */
    private static long tick(Limits limits) {
        long shortest = Stream.of(limits.headersWithin(), limits.firstByteWithin(), limits.idle(), limits.heldFor())
                .mapToLong(Duration::toNanos).min().orElseThrow();
        return Math.clamp(shortest / 8, TimeUnit.MILLISECONDS.toNanos(5), TimeUnit.MILLISECONDS.toNanos(250));
    }

    /**
     * Replaces all routes at once. Requests in flight go on where they are; removed backends get no new ones, and idle
     * connections to them are closed. Held requests whose route is not {@link Route.Target.Hold} any more go on, first
     * come first. Looks up backends' hosts that are no addresses, so give addresses.
     */
    public void apply(RouteTable table) {
        edge.routes().apply(table);
    }

    private void closeIdle(BackendState backend) {
        for (Worker worker : workers.values()) {
            worker.eventLoop().execute(() -> backend.pool(worker).closeAll());
        }
    }

    /**
     * Waits until no request, stream or WebSocket is in flight to a backend, and none can be: so long as the table
     * names it, it is not drained. A backend that was never named is.
     *
     * @return whether it drained in time
     */
    public boolean awaitDrained(Backend backend, Duration atMost) throws InterruptedException {
        return edge.routes().awaitDrained(backend, atMost);
    }

    /** Port that HTTP is served on. */
    public int httpPort() {
        return ((InetSocketAddress) listeners.getFirst().localAddress()).getPort();
    }

    /** Port that HTTPS is served on; negative for none. */
    public int httpsPort() {
        return listeners.size() < 2 ? -1 : ((InetSocketAddress) listeners.getLast().localAddress()).getPort();
    }

    /** Counters and latency histograms per service, in Prometheus' text format. */
    public String metrics() {
        List<ServiceState> services = Stream
                .concat(edge.routes().services().stream().sorted(Comparator.comparing(ServiceState::label)),
                        Stream.of(edge.unrouted()))
                .toList();
        return new Prometheus().text(services, edge.retries().sum(), connections.size());
    }

    /** What passed to each service that the table names, since it first did; sorted by label. */
    public List<ServiceTraffic> traffic() {
        return edge.routes().services().stream().sorted(Comparator.comparing(ServiceState::label))
                .map(ServiceState::traffic).toList();
    }

    /** Lets requests in flight finish, at most that long, taking no new ones; then closes. */
    public void shutdown(Duration atMost) {
        edge.startClosing();
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        if (!atMost.isZero()) {
            drain(System.nanoTime() + atMost.toNanos());
        }
        connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        if (certificates != null) {
            certificates.close();
        }
        transport.close();
    }

    /** Connections between two requests end at once, others with the answer they carry. */
    private void drain(long deadline) {
        onEachWorker(ClientConnection::closeIfIdle);
        // Says that no new streams are taken, and closes when the last has ended.
        connections.stream().filter(channel -> channel.pipeline().get(Http2FrameCodec.class) != null)
                .forEach(Channel::close);
        while (!connections.isEmpty() && System.nanoTime() < deadline) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private void onEachWorker(Consumer<ClientConnection> action) {
        Collection<Worker> all = workers.values();
        all.forEach(worker -> worker.eventLoop().execute(() -> worker.clients().forEach(action)));
    }

    /** Closes at once. */
    @Override
    public void close() {
        shutdown(Duration.ZERO);
    }
}
