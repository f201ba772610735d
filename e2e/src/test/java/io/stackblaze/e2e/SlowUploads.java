package io.stackblaze.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody with a bad line who uploads something for two seconds, again and again. */
final class SlowUploads implements AutoCloseable {
    private static final int PIECES = 20;
    private static final int PIECE = 1000;

    private final int port;
    private final String host;
    private final CountDownLatch enough = new CountDownLatch(1);
    private final AtomicInteger done = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Thread thread;

    SlowUploads(Machine machine, String host) {
        this.port = machine.httpPort();
        this.host = host;
        this.thread = Thread.ofVirtual().start(this::keepUploading);
    }

    private void keepUploading() {
        while (enough.getCount() > 0) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                var answer = upload(socket);
                if (answer.startsWith("HTTP/1.1 200") && answer.endsWith("\r\n\r\n" + PIECES * PIECE)) {
                    done.incrementAndGet();
                } else {
                    failures.add(answer);
                }
            } catch (IOException e) {
                failures.add(e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private String upload(Socket socket) throws IOException, InterruptedException {
        var out = socket.getOutputStream();
        out.write(("POST / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\nContent-Length: " + PIECES * PIECE
                + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        var pace = new CountDownLatch(1);
        for (int i = 0; i < PIECES; i++) {
            out.write(new byte[PIECE]);
            pace.await(100, TimeUnit.MILLISECONDS);
        }
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    /** Lets the last upload end; gives what failed. */
    List<String> leave() {
        enough.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return failures;
    }

    int done() {
        return done.get();
    }

    @Override
    public void close() {
        leave();
    }
}
