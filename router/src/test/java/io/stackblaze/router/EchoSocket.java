package io.stackblaze.router;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/** The instance's side of a WebSocket that says everything back, and a client's that keeps what it hears. */
final class EchoSocket {
    private static final int CLOSE = 8;

    private EchoSocket() {}

    static TestBackend start(String id) throws IOException {
        return TestBackend.start(id, EchoSocket::handle);
    }

    /** Shakes hands and echoes until the client closes. */
    static void handle(TestBackend.Request request, TestBackend.Connection connection) throws IOException {
        String key = request.header("sec-websocket-key").orElseThrow();
        connection.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n");
        var in = new DataInputStream(connection.in());
        int opcode;
        do {
            int first = in.readUnsignedByte();
            opcode = first & 0x0F;
            byte[] payload = readPayload(in);
            connection.out().write(frame(first, payload));
        } while (opcode != CLOSE);
        connection.close();
    }

    private static byte[] readPayload(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return payload;
    }

    private static byte[] frame(int first, byte[] payload) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var frame = new DataOutputStream(bytes);
        frame.writeByte(first);
        if (payload.length < 126) {
            frame.writeByte(payload.length);
        } else if (payload.length < 65_536) {
            frame.writeByte(126);
            frame.writeShort(payload.length);
        } else {
            frame.writeByte(127);
            frame.writeLong(payload.length);
        }
        frame.write(payload);
        return bytes.toByteArray();
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A client's side: whole messages, in order. */
    static final class Listener implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                messages.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
        }

        String next() throws InterruptedException {
            String message = messages.poll(10, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no echo within 10 s");
            }
            return message;
        }

        boolean isClosed() { return closed.isDone(); }

        int closed() throws InterruptedException, ExecutionException, TimeoutException {
            return closed.get(10, TimeUnit.SECONDS);
        }
    }
}
