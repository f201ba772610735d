package io.stackblaze.router;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import org.jspecify.annotations.Nullable;

/** What one event loop owns. All methods run on that loop. */
@SuppressWarnings("FutureReturnValueIgnored") // outcomes are heard by listeners
final class Worker {
    private static final int CONNECT_MILLIS = 5_000;

    private final int index;
    private final EventLoop eventLoop;
    private final SplittableRandom random;
    private final Bootstrap bootstrap;
    private final int headerBytes;
    private final Set<ClientConnection> clients = new LinkedHashSet<>();
    private long now = System.nanoTime();

    Worker(int index, EventLoop eventLoop, Transport transport, SplittableRandom random, int headerBytes) {
        this.index = index;
        this.eventLoop = eventLoop;
        this.random = random;
        this.bootstrap = new Bootstrap().group(eventLoop).channel(transport.socketChannel())
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS).option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, transport.allocator())
                .option(ChannelOption.RECVBUF_ALLOCATOR, transport.receiveBuffers());
        this.headerBytes = headerBytes;
    }

    int index() {
        return index;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    /** Connects for one exchange, which hears of the outcome. */
    void connect(BackendState backend, Exchange exchange) {
        Origin origin = backend.origin();
        InetSocketAddress address = backend.address();
        if (origin != null) {
            new OutwardConnect(this, backend, origin, exchange).begin();
        } else if (address != null) {
            open(address, null).addListener(future -> {
                if (future.isSuccess()) {
                    connected(((ChannelFuture) future).channel(), backend, exchange);
                } else {
                    exchange.connectFailed(backend);
                }
            });
        }
    }

    /** Connects; TLS, if the server outside has any, begins by itself. */
    ChannelFuture open(InetSocketAddress address, @Nullable Origin origin) {
        return bootstrap.clone().handler(new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                SslHandler tls = origin == null ? null : origin.tls(channel.alloc());
                if (tls != null) {
                    channel.pipeline().addLast(tls);
                }
                var answers = new AnswerDecoder(headerBytes);
                channel.pipeline().addLast(AnswerDecoder.NAME, answers)
                        .addLast(BackendConnection.ENCODER, new HttpRequestEncoder())
                        .addLast(new BackendConnection(Worker.this, answers));
            }
        }).connect(address);
    }

    /** Gives the exchange its connection, unless that has ended already. */
    void connected(Channel channel, BackendState backend, Exchange exchange) {
        BackendConnection connection = channel.pipeline().get(BackendConnection.class);
        if (connection == null || !channel.isActive()) {
            exchange.connectFailed(backend);
        } else {
            connection.belongTo(backend);
            exchange.connected(connection);
        }
    }

    /** The time of the last tick; near enough for limits, and free. */
    long now() {
        return now;
    }

    int random(int bound) {
        return random.nextInt(bound);
    }

    /** An id that nobody has to be unable to guess. */
    String newRequestId() {
        return new UUID((random.nextLong() & ~0xF000L) | 0x4000L,
                (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L).toString();
    }

    void add(ClientConnection client) {
        clients.add(client);
    }

    void remove(ClientConnection client) {
        clients.remove(client);
    }

    List<ClientConnection> clients() {
        return new ArrayList<>(clients);
    }

    /**
     * Checks every limit on time of this loop's connections, at a fixed rate instead of with a timer for each request.
     */
    void tickEvery(long nanos, Routes routes) {
        eventLoop.scheduleAtFixedRate(() -> {
            now = System.nanoTime();
            clients().forEach(client -> client.check(now));
            routes.backends().forEach(backend -> backend.pool(this).closeStale(now));
        }, nanos, nanos, TimeUnit.NANOSECONDS);
    }
}
