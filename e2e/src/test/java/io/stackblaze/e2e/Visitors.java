package io.stackblaze.e2e;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** People who keep asking for a page while something goes on. */
final class Visitors implements AutoCloseable {
    private static final int PEOPLE = 4;
    private static final int PAUSE_MILLIS = 50;
    private final Machine machine;
    private final String host;
    private final CountDownLatch enough = new CountDownLatch(1);
    private final AtomicInteger served = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final ExecutorService people = Executors.newVirtualThreadPerTaskExecutor();

    Visitors(Machine machine, String host) {
        this.machine = machine;
        this.host = host;
        for (int i = 0; i < PEOPLE; i++) {
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

    @Override
    public void close() {
        leave();
    }
}
