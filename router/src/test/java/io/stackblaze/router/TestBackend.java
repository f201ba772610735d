package io.stackblaze.router;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/** An instance under the test's command: HTTP/1.1 over plain sockets, byte by byte if need be. */
final class TestBackend implements AutoCloseable {
    /** Answers one request; returns when the connection may take the next. */
    interface Handler {
        void handle(Request request, Connection connection) throws IOException, InterruptedException;
    }

    /** A request as it arrived. */
    record Request(String method, String target, List<String> headerLines, InputStream body) {
        Optional<String> header(String name) {
            return headers(name).stream().findFirst();
        }

        List<String> headers(String name) {
            return headerLines.stream().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip()).toList();
        }

        String text() throws IOException {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private final String id;
    private final ServerSocket server;
    private final Handler handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();

    private TestBackend(String id, Handler handler) throws IOException {
        this.id = id;
        this.handler = handler;
        this.server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    static TestBackend start(String id, Handler handler) throws IOException {
        return new TestBackend(id, handler);
    }

    /** Answers everything with its own id. */
    static TestBackend saying(String text) throws IOException {
        return start(text, (request, connection) -> {
            request.body().readAllBytes();
            connection.answer(200, text);
        });
    }

    Backend backend() {
        return new Backend(id, server.getInetAddress().getHostAddress(), server.getLocalPort());
    }

    int connections() {
        return connections.get();
    }

    int requests() {
        return requests.get();
    }

    int openConnections() {
        return open.size();
    }

    /** Ends every connection in this moment. */
    void closeConnections() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            Connection connection = new Connection(socket, new BufferedInputStream(socket.getInputStream()),
                    socket.getOutputStream());
            while (!connection.ended) {
                List<String> head = connection.head();
                if (head.isEmpty()) {
                    return;
                }
                requests.incrementAndGet();
                String[] line = head.getFirst().split(" ");
                List<String> headers = head.subList(1, head.size());
                handler.handle(new Request(line[0], line[1], headers, connection.body(headers)), connection);
            }
        } catch (IOException | InterruptedException gone) {
            // The router closed it, as it may.
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        closeConnections();
    }

    /** One connection that the router made. */
    static final class Connection {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private boolean ended;

        Connection(Socket socket, InputStream in, OutputStream out) {
            this.socket = socket;
            this.in = in;
            this.out = out;
        }

        void answer(int status, String text, String... headers) throws IOException {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            StringBuilder head = new StringBuilder(
                    "HTTP/1.1 " + status + " As told\r\ncontent-length: " + body.length + "\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
            var whole = new ByteArrayOutputStream();
            whole.write(bytes);
            whole.write(body);
            out.write(whole.toByteArray());
            out.flush();
        }

        void write(String raw) throws IOException {
            out.write(raw.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        InputStream in() {
            return in;
        }

        OutputStream out() {
            return out;
        }

        /** Closes now; the handler may return after it. */
        void close() throws IOException {
            ended = true;
            socket.close();
        }

        private List<String> head() throws IOException {
            List<String> lines = new ArrayList<>();
            String line = line();
            while (line != null && !line.isEmpty()) {
                lines.add(line);
                line = line();
            }
            return lines;
        }

        private @Nullable String line() throws IOException {
            StringBuilder line = new StringBuilder();
            int c = in.read();
            while (c >= 0 && c != '\n') {
                if (c != '\r') {
                    line.append((char) c);
                }
                c = in.read();
            }
            return c < 0 ? null : line.toString();
        }

        private InputStream body(List<String> headers) {
            long length = 0;
            for (String header : headers) {
                String lower = header.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Long.parseLong(lower.substring(15).strip());
                } else if (lower.startsWith("transfer-encoding:")) {
                    return new Chunked();
                }
            }
            return new Fixed(length);
        }

        private final class Fixed extends InputStream {
            private long left;

            Fixed(long length) {
                left = length;
            }

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                if (left == 0) {
                    return -1;
                }
                int n = in.read(into, from, (int) Math.min(most, left));
                if (n < 0) {
                    throw new IOException("the body was cut");
                }
                left -= n;
                return n;
            }
        }

        private final class Chunked extends InputStream {
            private long left;
            private boolean last;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                if (left == 0 && !last) {
                    String size = line();
                    if (size == null) {
                        throw new IOException("the body was cut");
                    }
                    left = Long.parseLong(size, 16);
                    last = left == 0;
                    if (last) {
                        head();
                    }
                }
                if (last) {
                    return -1;
                }
                int n = in.read(into, from, (int) Math.min(most, left));
                left -= n;
                if (left == 0) {
                    line();
                }
                return n;
            }
        }
    }
}
