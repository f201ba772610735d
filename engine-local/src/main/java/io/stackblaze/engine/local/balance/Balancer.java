package io.stackblaze.engine.local.balance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.stackblaze.router.Backend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The private port of one web service: passes each connection to the ready instance with the fewest of them. A change
 * of
 * the instances leaves connections alone that are there. Any thread.
 */
public final class Balancer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);
    private static final int CONNECT_MILLIS = 2_000;
    private static final int MOST_CONNECTIONS = 1_024;

    private final ServerSocket listener;
    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
    private final AtomicInteger total = new AtomicInteger();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile List<Backend> backends = List.of();

    private Balancer(ServerSocket listener) {
        this.listener = listener;
    }

    /** Listens at that address, with nobody to pass connections to yet. */
    public static Balancer listen(String address, int port) throws IOException {
        var listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(address, port), 1024);
        } catch (IOException e) {
            listener.close();
            throw new IOException("cannot listen on " + address + ":" + port + ": " + e.getMessage(), e);
        }
        var balancer = new Balancer(listener);
        Thread.ofVirtual().name("balancer-" + address).start(balancer::accept);
        return balancer;
    }

    /** From now on, passes connections to these. */
    public void pass(List<Backend> ready) {
        backends = List.copyOf(ready);
    }

    /** Waits until no connection is open to an instance; says whether that came in time. */
    public boolean awaitDrained(Backend backend, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (connections(backend) > 0) {
            if (System.nanoTime() >= until) {
                return false;
            }
            Thread.sleep(Duration.ofMillis(20));
        }
        open.remove(backend.id());
        return true;
    }

    private int connections(Backend backend) {
        var count = open.get(backend.id());
        return count == null ? 0 : count.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                if (total.get() >= MOST_CONNECTIONS) {
                    client.close();
                } else {
                    Thread.ofVirtual().name("balance").start(() -> serve(client));
                }
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    LOG.warn("cannot accept at {}: {}", listener.getLocalSocketAddress(), e.getMessage());
                }
            }
        }
    }

    private void serve(Socket client) {
        total.incrementAndGet();
        sockets.add(client);
        try (client) {
            var ordered = backends.stream().sorted(java.util.Comparator.comparingInt(this::connections)).toList();
            for (var backend : ordered) {
                if (pass(client, backend)) {
                    return;
                }
            }
        } catch (IOException e) {
            LOG.debug("a connection ended: {}", e.getMessage());
        } finally {
            sockets.remove(client);
            total.decrementAndGet();
        }
    }

    /** Says whether the instance took the connection. */
    private boolean pass(Socket client, Backend backend) throws IOException {
        var count = open.computeIfAbsent(backend.id(), _ -> new AtomicInteger());
        count.incrementAndGet();
        try (var server = new Socket()) {
            try {
                server.connect(new InetSocketAddress(backend.host(), backend.port()), CONNECT_MILLIS);
            } catch (IOException e) {
                LOG.debug("{} takes no connection: {}", backend.id(), e.getMessage());
                return false;
            }
            sockets.add(server);
            try {
                pump(client, server);
            } finally {
                sockets.remove(server);
            }
            return true;
        } finally {
            count.decrementAndGet();
        }
    }

    private static void pump(Socket client, Socket server) throws IOException {
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        var back = Thread.ofVirtual().name("balance-back").start(() -> copy(server, client));
        copy(client, server);
        try {
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Copies one direction, and says its end to the other side; an error ends both. */
    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            quietly(from);
            quietly(to);
        }
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing: {}", e.getMessage());
        }
    }

    /** Listens no more, and ends what is open. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("closing: {}", e.getMessage());
        }
        sockets.forEach(Balancer::quietly);
    }
}
