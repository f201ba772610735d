package io.stackblaze.server.dashboard;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import io.javalin.http.Context;
import io.stackblaze.engine.Engine.Subscription;

/**
 * Sends events to readers until they leave or this is closed. However often something changes, a reader gets at most
 * one
 * round of events in each {@link #PAUSE}, and the newest state in the end. The thread of the request writes.
 */
final class Live implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(400);
    /** A line now and then, so that a reader who is gone is noticed and proxies keep the connection. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final CountDownLatch closed = new CountDownLatch(1);

    /** One event, its data being markup; the id may be empty. */
    record Event(String name, String data, String id) {
        private String text() {
            return "event: " + name + "\n" + (id.isEmpty() ? "" : "id: " + id + "\n") + "data: "
                    + data.replace("\r", "").replace("\n", "\ndata: ") + "\n\n";
        }
    }

    /** What there is to send. */
    interface Round {
        /** Gives events to the sink; says whether more may come. */
        boolean send(Consumer<Event> sink);
    }

    /**
     * Answers with a stream of events.
     *
     * @param watch subscribes the runnable to whatever may change
     * @param round asked for what to send, now and after each change
     */
    void follow(Context ctx, Function<Runnable, Subscription> watch, Round round) {
        ctx.contentType("text/event-stream; charset=utf-8").header("X-Accel-Buffering", "no");
        var changed = new Semaphore(1);
        try (var out = ctx.res().getOutputStream(); var _ = watch.apply(changed::release)) {
            write(out, ":\n\n");
            while (closed.getCount() > 0) {
                if (!changed.tryAcquire(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS)) {
                    write(out, ":\n\n");
                    continue;
                }
                changed.drainPermits();
                if (!round.send(event -> write(out, event.text()))
                        || closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (IOException | UncheckedIOException _) {
            // The reader has gone; there is nobody left to tell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(OutputStream out, String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
