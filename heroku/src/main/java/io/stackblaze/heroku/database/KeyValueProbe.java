package io.stackblaze.heroku.database;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Asks a key-value store (Redis, Valkey) what it is, by {@code INFO} alone: three commands are less than a client
 * library would bring along.
 */
public final class KeyValueProbe {
    private static final int TIMEOUT = 10_000;
    private static final int LONGEST = 1 << 20;

    private KeyValueProbe() {}

    /**
     * Asks.
     *
     * @param url {@code rediss://:password@host:port}, whose certificate Heroku signs itself and which is not checked,
     * or
     * {@code redis://}
     */
    public static KeyValueFacts ask(String url) throws ProbeException {
        try {
            var uri = URI.create(url);
            var scheme = String.valueOf(uri.getScheme());
            if (uri.getHost() == null || !scheme.matches("rediss?")) {
                throw new ProbeException("The address is none of Redis.", false);
            }
            try (var socket = open(uri, scheme.equals("rediss"))) {
                return ask(socket, uri);
            }
        } catch (IllegalArgumentException e) {
            throw new ProbeException("The address cannot be read.", false);
        } catch (SocketTimeoutException e) {
            throw new ProbeException("It does not answer.", false);
        } catch (IOException | GeneralSecurityException e) {
            throw new ProbeException("No connection to it: " + e.getClass().getSimpleName() + ".", false);
        }
    }

    private static Socket open(URI uri, boolean tls) throws IOException, GeneralSecurityException {
        int port = uri.getPort() < 0 ? 6379 : uri.getPort();
        var host = uri.getHost().replaceAll("[\\[\\]]", "");
        var plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(host, port), TIMEOUT);
            plain.setSoTimeout(TIMEOUT);
            if (!tls) {
                return plain;
            }
            var context = SSLContext.getInstance("TLS");
            context.init(null, new javax.net.ssl.TrustManager[]{new SelfSigned()}, null);
            var secure = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
            secure.startHandshake();
            return secure;
        } catch (IOException | GeneralSecurityException e) {
            plain.close();
            throw e;
        }
    }

    private static KeyValueFacts ask(Socket socket, URI uri) throws IOException, ProbeException {
        var in = new BufferedInputStream(socket.getInputStream());
        var user = uri.getRawUserInfo();
        if (user != null && user.contains(":")) {
            var name = decoded(user.substring(0, user.indexOf(':')));
            var password = decoded(user.substring(user.indexOf(':') + 1));
            send(socket, name.isEmpty() || name.equals("h") || name.equals("default")
                    ? List.of("AUTH", password)
                    : List.of("AUTH", name, password));
            answer(in, true);
        }
        send(socket, List.of("INFO"));
        return facts(answer(in, false));
    }

    private static KeyValueFacts facts(String info) {
        var lines = new HashMap<String, String>();
        long keys = 0;
        for (var line : (Iterable<String>) info.lines()::iterator) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                lines.put(line.substring(0, colon), line.substring(colon + 1));
                if (line.matches("db\\d+:keys=\\d{1,18},.*")) {
                    keys += Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(',')));
                }
            }
        }
        var version = lines.getOrDefault("valkey_version", lines.getOrDefault("redis_version", ""));
        return new KeyValueFacts(version, number(lines, "used_memory"), number(lines, "maxmemory"),
                lines.getOrDefault("maxmemory_policy", ""), keys, (int) number(lines, "connected_clients"),
                number(lines, "aof_enabled") == 1 || number(lines, "rdb_saves") > 0);
    }

    private static long number(Map<String, String> lines, String name) {
        var text = lines.getOrDefault(name, "");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static void send(Socket socket, List<String> words) throws IOException {
        var out = new ByteArrayOutputStream();
        out.writeBytes(("*" + words.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (var word : words) {
            var bytes = word.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(bytes);
            out.writeBytes(new byte[]{'\r', '\n'});
        }
        socket.getOutputStream().write(out.toByteArray());
    }

    private static String answer(InputStream in, boolean password) throws IOException, ProbeException {
        var line = line(in);
        if (line.startsWith("-")) {
            throw new ProbeException(password ? "It refuses the password." : "It refuses INFO.",
                    password || line.startsWith("-NOAUTH") || line.startsWith("-WRONGPASS"));
        }
        if (!line.startsWith("$")) {
            return line.substring(1);
        }
        int length = line.matches("\\$\\d{1,9}") ? Integer.parseInt(line.substring(1)) : -1;
        if (length < 0 || length > LONGEST) {
            throw new ProbeException("What answers is no Redis.", false);
        }
        var bytes = in.readNBytes(length);
        line(in);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException, ProbeException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            if (line.length() > 4096) {
                throw new ProbeException("What answers is no Redis.", false);
            }
            line.append((char) c);
        }
        var text = line.toString().stripTrailing();
        if (text.isEmpty() && line.isEmpty()) {
            throw new ProbeException("What answers is no Redis.", false);
        }
        return text;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
