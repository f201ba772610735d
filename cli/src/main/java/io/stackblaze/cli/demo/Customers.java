package io.stackblaze.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Customers of the shop, who know nothing of StackBlaze: so many requests a second through its edge, every second one
 * an
 * order under a key of its own. A request's time counts from the moment at which it was to be sent, so that one that is
 * sent late because of others does not look quick.
 */
final class Customers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int SHOWN = 5;

    /** Where they go. */
    private record Shop(int port, String host) {}

    private final long gap;
    private final Thread thread;
    private final Phaser due = new Phaser(1);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    private final AtomicLong longestLately = new AtomicLong();
    private final Set<UUID> orders = ConcurrentHashMap.newKeySet();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile Shop shop;
    private volatile boolean resting;
    private volatile boolean closed;

    private Customers(int port, String host, int perSecond) {
        this.shop = new Shop(port, host);
        this.gap = 1_000_000_000L / perSecond;
        this.thread = Thread.ofPlatform().daemon().name("customers").unstarted(this::run);
    }

    /** Sends them to a port of this machine. */
    static Customers start(int port, String host, int perSecond) {
        var customers = new Customers(port, host, perSecond);
        customers.thread.start();
        return customers;
    }

    /**
     * What happened so far.
     *
     * @param failures how some of the failed ones failed
     * @param orders keys of the orders that the shop said it took
     * @param longest the longest time that somebody waited for an answer
     */
    record Report(long sent, long answered, long failed, List<String> failures, Set<UUID> orders, Duration longest) {}

    private void run() {
        long next = System.nanoTime();
        while (!closed) {
            if (resting) {
                LockSupport.parkNanos(gap);
                next = System.nanoTime();
                continue;
            }
            long wait = next - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
                continue;
            }
            long at = next;
            next += gap;
            due.register();
            long number = sent.incrementAndGet();
            Thread.startVirtualThread(() -> visit(number, at));
        }
    }

    private void visit(long number, long at) {
        var key = UUID.randomUUID();
        var request = number % 2 == 0 ? "GET /" : "POST /orders?key=" + key;
        try {
            var status = ask(request + " HTTP/1.1");
            if (status.startsWith("2")) {
                answered.incrementAndGet();
                if (number % 2 == 1) {
                    orders.add(key);
                }
            } else {
                fail(request + ": " + status);
            }
        } catch (IOException e) {
            fail(request + ": " + e.getMessage());
        } finally {
            long took = System.nanoTime() - at;
            longest.accumulateAndGet(took, Math::max);
            longestLately.accumulateAndGet(took, Math::max);
            due.arriveAndDeregister();
        }
    }

    private void fail(String how) {
        if (failed.incrementAndGet() <= SHOWN) {
            failures.add(how);
        }
    }

    private String ask(String line) throws IOException {
        var there = shop;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), there.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write((line + "\r\nHost: " + there.host()
                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 ") || answer.indexOf('\r') < 0) {
                throw new IOException("the connection ended without an answer");
            }
            return answer.substring("HTTP/1.1 ".length(), answer.indexOf('\r'));
        }
    }

    /** Sends them elsewhere from now on, as when a name is made to lead there. */
    void turnTo(int port, String host) {
        shop = new Shop(port, host);
    }

    /** Sends nobody more, and waits until all who were sent have their answer. */
    void rest() {
        resting = true;
        // The sender may be between its look at that word and the next request.
        LockSupport.parkNanos(2 * gap + 5_000_000);
        due.arriveAndAwaitAdvance();
    }

    /** Sends customers again. */
    void goOn() {
        resting = false;
    }

    /** The longest wait since this was asked last. */
    Duration longestLately() {
        return Duration.ofNanos(longestLately.getAndSet(0));
    }

    Report report() {
        return new Report(sent.get(), answered.get(), failed.get(), List.copyOf(failures), Set.copyOf(orders),
                Duration.ofNanos(longest.get()));
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
