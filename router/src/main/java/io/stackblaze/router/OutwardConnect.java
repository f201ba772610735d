package io.stackblaze.router;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.ssl.SslHandler;

/**
 * Connects to a server outside for one exchange: tries its addresses one after the other, beginning with any, until one
 * takes the connection and is who it should be. Runs on the worker's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // outcomes are heard by listeners
final class OutwardConnect {
    private static final int MOST_TRIES = 3;

    private final Worker worker;
    private final BackendState backend;
    private final Origin origin;
    private final Exchange exchange;
    private final ArrayDeque<InetSocketAddress> left = new ArrayDeque<>();
    private String reason = "its name cannot be looked up";

    OutwardConnect(Worker worker, BackendState backend, Origin origin, Exchange exchange) {
        this.worker = worker;
        this.backend = backend;
        this.origin = origin;
        this.exchange = exchange;
    }

    void begin() {
        CompletableFuture<List<InetSocketAddress>> addresses = origin.addresses();
        if (addresses.isDone()) {
            begin(addresses.join());
        } else {
            addresses.thenAccept(found -> worker.eventLoop().execute(() -> begin(found)));
        }
    }

    private void begin(List<InetSocketAddress> addresses) {
        int count = addresses.size();
        int start = count == 0 ? 0 : worker.random(count);
        for (int i = 0; i < Math.min(count, MOST_TRIES); i++) {
            left.add(addresses.get((start + i) % count));
        }
        tryNext();
    }

    private void tryNext() {
        InetSocketAddress address = left.poll();
        if (address == null) {
            origin.failed(reason);
            exchange.connectFailed(backend);
            return;
        }
        worker.open(address, origin).addListener(future -> {
            if (future.isSuccess()) {
                shakeHands(((ChannelFuture) future).channel());
            } else {
                failed(future.cause());
            }
        });
    }

    private void shakeHands(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            reached(channel);
        } else {
            tls.handshakeFuture().addListener(future -> {
                if (future.isSuccess()) {
                    reached(channel);
                } else {
                    channel.close();
                    failed(future.cause());
                }
            });
        }
    }

    private void reached(Channel channel) {
        origin.reached();
        worker.connected(channel, backend, exchange);
    }

    private void failed(Throwable cause) {
        reason = String.valueOf(cause.getMessage());
        tryNext();
    }
}
