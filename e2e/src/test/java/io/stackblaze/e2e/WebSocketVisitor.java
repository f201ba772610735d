package io.stackblaze.e2e;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Somebody who talks over one WebSocket (RFC 6455) as long as it lives, and then over the next. */
final class WebSocketVisitor implements AutoCloseable {
    private static final byte[] MASKED_HELLO = {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'};
    private static final int ECHO = 4;

    private final int port;
    private final String host;
    private final CountDownLatch enough = new CountDownLatch(1);
    private final List<Talk> talks = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Thread thread;

    /** One socket's life, and how many words came back. */
    record Talk(Instant begun, Instant ended, int echoes) {}

    WebSocketVisitor(Machine machine, String host) {
        this.port = machine.httpPort();
        this.host = host;
        this.thread = Thread.ofVirtual().start(this::keepTalking);
    }

    private void keepTalking() {
        while (enough.getCount() > 0) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                talk(socket);
            } catch (IOException e) {
                failures.add(e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void talk(Socket socket) throws IOException, InterruptedException {
        var in = new DataInputStream(socket.getInputStream());
        var out = socket.getOutputStream();
        out.write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            failures.add(head.toString());
            return;
        }
        var begun = Instant.now();
        int echoes = 0;
        try {
            do {
                out.write(MASKED_HELLO);
                in.readFully(new byte[ECHO]);
                echoes++;
            } while (!enough.await(100, TimeUnit.MILLISECONDS));
        } catch (IOException _) {
            talks.add(new Talk(begun, Instant.now(), echoes));
        }
    }

    /** Ends the last talk; gives those that were ended for them. */
    List<Talk> leave() {
        enough.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return talks;
    }

    /** Sockets that could not be opened. */
    List<String> failures() {
        return failures;
    }

    @Override
    public void close() {
        leave();
    }
}
