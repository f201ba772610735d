package io.stackblaze.e2e;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** People who keep asking for a page while something goes on. */
final class Visitors implements AutoCloseable {
    private static final int FEW = 4;
    private static final int PAUSE_MILLIS = 50;
    private final Machine machine;
    private final String host;
    private final CountDownLatch enough = new CountDownLatch(1);
    private final AtomicInteger served = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Set<String> pages = ConcurrentHashMap.newKeySet();
    private final ExecutorService people = Executors.newVirtualThreadPerTaskExecutor();

    /** A few of them. */
    Visitors(Machine machine, String host) {
        this(machine, host, FEW);
    }

    /** Each asks nearly twenty times a second over connections that are kept. */
    Visitors(Machine machine, String host, int number) {
        this.machine = machine;
        this.host = host;
        for (int i = 0; i < number; i++) {
            people.execute(this::keepAsking);
        }
    }

    private void keepAsking() {
        try {
            do {
                visit();
            } while (!enough.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void visit() throws InterruptedException {
        try {
            var answer = machine.send(machine.request(host, "/").build());
            if (answer.statusCode() == 200) {
                served.incrementAndGet();
                pages.add(answer.body());
            } else {
                failures.add(answer.statusCode() + ": " + answer.body().lines().findFirst().orElse(""));
            }
        } catch (IOException e) {
            failures.add(e.toString());
        }
    }

    /** Sends them home; what failed for them. */
    List<String> leave() {
        enough.countDown();
        people.close();
        return failures;
    }

    /** How many pages they got. */
    int served() {
        return served.get();
    }

    /** Whether anybody got that page. */
    boolean saw(String page) {
        return pages.contains(page);
    }

    @Override
    public void close() {
        leave();
    }
}
