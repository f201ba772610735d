package io.stackblaze.postgres.move;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;

/** Sessions that write to public.a and public.b, one row each in every transaction, until they are stopped. */
final class Writers {
    private final Endpoint endpoint;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong transactions = new AtomicLong();
    private volatile boolean stopped;

    Writers(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Returns when some transactions are done. */
    void start(int count) {
        for (int i = 0; i < count; i++) {
            threads.add(Thread.startVirtualThread(this::write));
        }
        Awaitility.await().until(() -> transactions.get() > 20);
    }

    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void write() {
        try (Connection connection = endpoint.connect()) {
            while (!stopped) {
                Sql.run(connection, "WITH made AS (INSERT INTO public.a (v) VALUES (1) RETURNING id, v)"
                        + " INSERT INTO public.b SELECT id, v FROM made");
                transactions.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
