package io.stackblaze.engine.local.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EngineException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream of lines that is opened again when it breaks, until it ends or is closed. Any thread may close it. */
public final class Stream implements Engine.Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Stream.class);
    private static final Duration BETWEEN = Duration.ofMillis(300);

    /** Opens the stream, the first time or again. */
    @FunctionalInterface
    public interface Opener {
        /** Its lines, from the beginning of what is asked for. */
        InputStream open(boolean again);
    }

    private final Opener opener;
    private final Consumer<String> lines;
    private final boolean endless;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable InputStream current;

    private Stream(Opener opener, Consumer<String> lines, boolean endless) {
        this.opener = opener;
        this.lines = lines;
        this.endless = endless;
        this.thread = Thread.ofVirtual().name("stream").unstarted(this::run);
    }

    /**
     * Opens a stream; a refusal is thrown here.
     *
     * @param endless whether its end means that the node ended, and not that there is nothing more
     */
    public static Stream open(Opener opener, Consumer<String> lines, boolean endless) {
        var stream = new Stream(opener, lines, endless);
        stream.current = opener.open(false);
        stream.thread.start();
        return stream;
    }

    private void run() {
        boolean ended = read();
        while (!closed && !(ended && !endless)) {
            try {
                Thread.sleep(BETWEEN);
                current = opener.open(true);
                ended = read();
            } catch (EngineException e) {
                if (e.code() != EngineException.Code.UNREACHABLE) {
                    LOG.info("a stream ends: {}", e.getMessage());
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Says whether it came to its end. */
    private boolean read() {
        var in = current;
        if (in == null) {
            return false;
        }
        try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null && !closed; line = reader.readLine()) {
                lines.accept(line);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean awaitEnd(Duration atMost) throws InterruptedException {
        return thread.join(atMost);
    }

    @Override
    public void close() {
        closed = true;
        var in = current;
        if (in != null) {
            try {
                in.close();
            } catch (IOException e) {
                LOG.debug("closing a stream: {}", e.getMessage());
            }
        }
        thread.interrupt();
    }
}
