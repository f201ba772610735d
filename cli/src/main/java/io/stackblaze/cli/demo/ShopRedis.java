package io.stackblaze.cli.demo;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import io.stackblaze.cli.command.Failure;

/** One side's Redis, read by the plainest of clients: one question, one answer. */
final class ShopRedis implements AutoCloseable {
    private static final int PATIENCE = 30_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private ShopRedis(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = new BufferedOutputStream(socket.getOutputStream());
    }

    /**
     * Connects.
     *
     * @param url {@code redis://user:password@host:port}, {@code rediss:} with TLS, whose certificate nobody can verify
     */
    static ShopRedis open(String side, String url) throws Failure {
        var address = URI.create(url);
        try {
            var socket = connect(address);
            socket.setSoTimeout(PATIENCE);
            var redis = new ShopRedis(socket);
            var account = String.valueOf(address.getRawUserInfo()).split(":", 2);
            if (account.length == 2) {
                var password = URLDecoder.decode(account[1].replace("+", "%2B"), StandardCharsets.UTF_8);
                var _ = account[0].isEmpty()
                        ? redis.ask("AUTH", password)
                        : redis.ask("AUTH", account[0], password);
            }
            return redis;
        } catch (IOException | GeneralSecurityException e) {
            throw Failure.of("The checker cannot read the Redis " + side + ": " + e.getMessage());
        }
    }

    private static Socket connect(URI address) throws IOException, GeneralSecurityException {
        int port = address.getPort() < 0 ? 6379 : address.getPort();
        if (!"rediss".equals(address.getScheme())) {
            return new Socket(address.getHost(), port);
        }
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[]{new Trusting()}, null);
        return context.getSocketFactory().createSocket(address.getHost(), port);
    }

    /** Every key with its type and its value. */
    Contents read() throws IOException {
        var items = new HashMap<String, Integer>();
        var cursor = "0";
        do {
            var page = list(ask("SCAN", cursor, "COUNT", "500"));
            cursor = String.valueOf(page.getFirst());
            for (var key : list(page.getLast())) {
                var name = String.valueOf(key);
                // A page may show a key twice.
                items.put(name + " = " + value(name), 1);
            }
        } while (!cursor.equals("0"));
        return new Contents(items);
    }

    /** How many orders wait to be packed. */
    long waiting() throws IOException {
        return Long.parseLong(String.valueOf(ask("LLEN", "orders")));
    }

    private Object value(String key) throws IOException {
        var type = String.valueOf(ask("TYPE", key));
        return type + " " + switch (type) {
            case "string" -> ask("GET", key);
            case "list" -> ask("LRANGE", key, "0", "-1");
            case "set" -> list(ask("SMEMBERS", key)).stream().map(String::valueOf).sorted().toList();
            case "zset" -> ask("ZRANGE", key, "0", "-1", "WITHSCORES");
            case "hash" -> pairs(list(ask("HGETALL", key)));
            default -> "";
        };
    }

    private static List<String> pairs(List<?> flat) {
        var pairs = new ArrayList<String>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            pairs.add(flat.get(i) + "=" + flat.get(i + 1));
        }
        return pairs.stream().sorted().toList();
    }

    private static List<?> list(Object answer) {
        return answer instanceof List<?> items ? items : List.of();
    }

    private Object ask(String... words) throws IOException {
        out.write(("*" + words.length + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        for (var word : words) {
            var bytes = word.getBytes(StandardCharsets.ISO_8859_1);
            out.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.write(bytes);
            out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        out.flush();
        return answer();
    }

    private Object answer() throws IOException {
        var line = line();
        var rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+', ':' -> rest;
            case '-' -> throw new IOException(rest);
            case '$' -> text(Integer.parseInt(rest));
            case '*' -> {
                var items = new ArrayList<Object>();
                for (int left = Integer.parseInt(rest); left > 0; left--) {
                    items.add(answer());
                }
                yield items;
            }
            default -> throw new IOException("this is no Redis");
        };
    }

    private String text(int length) throws IOException {
        if (length < 0) {
            return "(nothing)";
        }
        var bytes = in.readNBytes(length + 2);
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private String line() throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int read = in.read(); read != '\r'; read = in.read()) {
            if (read < 0) {
                throw new IOException("the connection ended");
            }
            bytes.write(read);
        }
        var _ = in.read();
        if (bytes.size() == 0) {
            throw new IOException("this is no Redis");
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    /** Heroku signs its certificates itself, anew for each server. */
    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
    }
}
