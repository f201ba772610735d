package io.stackblaze.server.dashboard;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.javalin.http.Context;

/**
 * Sends events to readers until they leave or this is closed. The thread of the request looks a few times a second for
 * what there is to send, and sends it: however often something changes, a reader gets it at that pace.
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
        /** Gives events to the sink, or none when nothing has changed; says whether more may come. */
        boolean send(Consumer<Event> sink);
    }

    /** Answers with a stream of events. */
    void follow(Context ctx, Round round) {
        ctx.contentType("text/event-stream; charset=utf-8").header("X-Accel-Buffering", "no");
        try (var out = ctx.res().getOutputStream()) {
            var pen = new Pen(out);
            do {
                pen.beat();
            } while (round.send(event -> pen.write(event.text()))
                    && !closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (IOException | UncheckedIOException _) {
            // The reader has gone; there is nobody left to tell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private static final class Pen {
        private final OutputStream out;
        private long last = System.nanoTime() - HEARTBEAT.toNanos();

        Pen(OutputStream out) {
            this.out = out;
        }

        /** Writes a blank when nothing else was written for a while. */
        void beat() {
            if (System.nanoTime() - last >= HEARTBEAT.toNanos()) {
                write(":\n\n");
            }
        }

        void write(String text) {
            try {
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
                last = System.nanoTime();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
