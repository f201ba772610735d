package io.stackblaze.engine;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests one after the other, on one connection, until stopped. */
final class Traffic implements AutoCloseable {
    /** What went wrong. */
    final List<String> failures = new CopyOnWriteArrayList<>();
    /** How many requests were sent. */
    final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final Thread thread;

    /** Begins. */
    Traffic(EngineBench bench, EnvironmentId id) {
        thread = Thread.ofVirtual().start(() -> {
            while (going.get()) {
                try {
                    var answer = bench.get(id, "/");
                    if (answer.statusCode() != 200) {
                        failures.add(answer.statusCode() + " " + answer.body());
                    }
                } catch (IOException e) {
                    failures.add(e.toString());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                count.incrementAndGet();
            }
        });
    }

    /** Ends it, and waits for the last answer. */
    void stop() throws InterruptedException {
        going.set(false);
        thread.join(EngineBench.SOON);
    }

    @Override
    public void close() {
        going.set(false);
    }
}
