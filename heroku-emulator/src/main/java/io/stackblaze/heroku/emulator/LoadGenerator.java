package io.stackblaze.heroku.emulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Steady visitors of the sample shop: so many requests a second, each on a connection of its own, every second one an
 * order under a key of its own. What was acknowledged can be looked for afterwards.
 */
public final class LoadGenerator implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final URI address;
    private final String host;
    private final Duration pause;
    private final Thread thread;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final Set<UUID> orders = ConcurrentHashMap.newKeySet();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<Duration> times = new ArrayList<>();
    private final Set<Thread> visitors = ConcurrentHashMap.newKeySet();

    private LoadGenerator(URI address, String host, Duration pause) {
        this.address = address;
        this.host = host;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name("visitors").unstarted(this::run);
    }

    /**
     * What happened so far.
     *
     * @param sent requests that were sent
     * @param answered those that were answered well
     * @param failures the others, each with what happened
     * @param orders keys of orders that the shop said it took
     * @param longest the longest time that an answer took
     */
    public record Report(int sent, int answered, List<String> failures, Set<UUID> orders, Duration longest) {}

    /**
     * Starts them.
     *
     * @param address where requests go, whatever the host
     * @param host what is asked for
     * @param perSecond requests a second
     */
    public static LoadGenerator start(URI address, String host, int perSecond) {
        var result = new LoadGenerator(address, host, Duration.ofNanos(1_000_000_000L / perSecond));
        result.thread.start();
        return result;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                var number = sent.incrementAndGet();
                visitors.add(Thread.startVirtualThread(() -> visit(number)));
                visitors.removeIf(visitor -> !visitor.isAlive());
                Thread.sleep(pause);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void visit(int number) {
        var key = UUID.randomUUID();
        var request = number % 2 == 0 ? "GET / HTTP/1.1" : "POST /orders?key=" + key + " HTTP/1.1";
        var start = System.nanoTime();
        try {
            var status = ask(request);
            synchronized (times) {
                times.add(Duration.ofNanos(System.nanoTime() - start));
            }
            if (status.startsWith("2")) {
                answered.incrementAndGet();
                if (status.startsWith("201")) {
                    orders.add(key);
                }
            } else {
                failures.add(request + ": " + status);
            }
        } catch (IOException e) {
            failures.add(request + ": " + e.getMessage());
        }
    }

    private String ask(String request) throws IOException {
        try (var socket = new Socket(InetAddress.ofLiteral(address.getHost()), address.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write((request + "\r\nHost: " + host
                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 ")) {
                throw new IOException("the connection ended without an answer");
            }
            return answer.substring("HTTP/1.1 ".length(), answer.indexOf('\r'));
        }
    }

    /** What happened so far. */
    public Report report() {
        synchronized (times) {
            return new Report(sent.get(), answered.get(), List.copyOf(failures), Set.copyOf(orders),
                    times.stream().max(Duration::compareTo).orElse(Duration.ZERO));
        }
    }

    /** Sends no more, waits for the answers that are due, and tells what happened. */
    public Report finish() {
        close();
        return report();
    }

    /** Sends no more, and waits for the answers that are due. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
            for (Thread visitor : visitors) {
                visitor.join(PATIENCE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
