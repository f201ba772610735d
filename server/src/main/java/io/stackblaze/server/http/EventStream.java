package io.stackblaze.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Server-sent events to one reader, written by the thread that serves the request. */
public final class EventStream implements AutoCloseable {
    private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

    private final OutputStream out;
    private final JsonMapper json;
    private final Closing closing;
    private long lastWrite = System.nanoTime();

    /** Told once when the server is about to stop, so that streams end. */
    public static final class Closing {
        private final CountDownLatch latch = new CountDownLatch(1);

        /** Ends all streams at their next pause. */
        public void close() {
            latch.countDown();
        }
    }

    /** The reader has gone. */
    public static final class GoneException extends RuntimeException {
        private static final long serialVersionUID = 1;

        GoneException(IOException cause) {
            super(cause);
        }
    }

    EventStream(Context context, JsonMapper json, Closing closing) throws IOException {
        context.status(200).contentType("text/event-stream; charset=utf-8")
                .header("Cache-Control", "no-cache, no-store")
                .header("X-Accel-Buffering", "no");
        this.out = context.res().getOutputStream();
        this.json = json;
        this.closing = closing;
        write(":\n\n");
    }

    /** Sends an event without an id. */
    public void send(String event, Object data) {
        send(event, null, data);
    }

    /** Sends an event; the reader gives its id back when it comes again. */
    public void send(String event, @Nullable String id, Object data) {
        write("event: " + event + "\n" + (id == null ? "" : "id: " + id + "\n") + "data: "
                + json.writeValueAsString(data) + "\n\n");
    }

    /** Waits; says whether to go on. Notices a reader that has gone while nothing was sent. */
    public boolean pause(Duration atMost) throws InterruptedException {
        if (closing.latch.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        beat();
        return true;
    }

    /** Whether the server goes on; notices a reader that has gone while nothing was sent. */
    public boolean open() {
        beat();
        return closing.latch.getCount() > 0;
    }

    private void beat() {
        if (System.nanoTime() - lastWrite > QUIET_NANOS) {
            write(":\n\n");
        }
    }

    private void write(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
            lastWrite = System.nanoTime();
        } catch (IOException e) {
            throw new GoneException(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException _) {
            // The reader has gone already.
        }
    }
}
