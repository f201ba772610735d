package io.stackblaze.heroku.emulator.live;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A connection to a Redis of this process, whose certificate nobody vouches for. Enough protocol for a few commands.
 */
final class RedisConnection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Socket socket;
    private final InputStream in;

    private RedisConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static RedisConnection open(int port, String password) throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[]{new Trusting()}, new SecureRandom());
            var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            var connection = new RedisConnection(socket);
            connection.ask("AUTH", password);
            return connection;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Sends a command; its simple answer or its bulk. */
    String ask(String... words) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.UTF_8));
        for (String word : words) {
            var text = word.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(("$" + text.length + "\r\n").getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(text);
            bytes.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        socket.getOutputStream().write(bytes.toByteArray());
        socket.getOutputStream().flush();
        var line = line();
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+', ':' -> line.substring(1);
            case '$' -> {
                var text = new String(in.readNBytes(Integer.parseInt(line.substring(1))), StandardCharsets.UTF_8);
                line();
                yield text;
            }
            default -> throw new IOException("Redis answered: " + line);
        };
    }

    private String line() throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int one = in.read(); one != '\r'; one = in.read()) {
            if (one < 0) {
                throw new IOException("Redis closed the connection");
            }
            bytes.write(one);
        }
        in.read();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Takes any certificate: the server is a child of this process, on loopback. */
    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
    }
}
