package io.stackblaze.server.migration;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import org.jspecify.annotations.Nullable;

/**
 * A page as a server gives it, asked by name wherever that name leads elsewhere: the JDK's client does not let one
 * choose
 * the {@code Host}.
 *
 * @param status of the answer
 * @param type media type; empty when it is not told
 * @param headers those that matter to whoever asked, by name in lower case; of cookies their names alone
 */
record Page(int status, String type, Map<String, String> headers, String body) {
    /** What leads a browser elsewhere, what it may keep, and who may read it. */
    private static final List<String> MATTERING = List.of("location", "cache-control", "content-disposition",
            "content-language", "access-control-allow-origin", "x-robots-tag", "set-cookie");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST = 4 << 20;
    private static final double ALIKE = 0.6;

    /** Asks for a page. */
    static Page get(URI origin, String host, String path) throws IOException {
        boolean tls = "https".equals(origin.getScheme());
        int port = origin.getPort() > 0 ? origin.getPort() : tls ? 443 : 80;
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(Objects.requireNonNull(origin.getHost()), port),
                    (int) PATIENCE.toMillis());
            plain.setSoTimeout((int) PATIENCE.toMillis());
            try (var socket = tls ? secure(plain, host, port) : plain) {
                socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\nHost: " + host
                        + "\r\nAccept: */*\r\nUser-Agent: StackBlaze rehearsal\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
                return parse(new String(socket.getInputStream().readNBytes(MOST), StandardCharsets.UTF_8));
            }
        }
    }

    private static SSLSocket secure(Socket plain, String host, int port) throws IOException {
        var socket = (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, host, port,
                true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    static Page parse(String answer) throws IOException {
        int end = answer.indexOf("\r\n\r\n");
        if (!answer.matches("(?s)HTTP/1\\.[01] [1-5][0-9][0-9].*") || end < 0) {
            throw new IOException("no answer that could be understood");
        }
        var headers = new TreeMap<String, String>();
        answer.substring(0, end).lines().skip(1).filter(line -> line.indexOf(':') > 0).forEach(line -> {
            var name = line.substring(0, line.indexOf(':')).strip().toLowerCase(Locale.ROOT);
            var value = line.substring(line.indexOf(':') + 1).strip();
            headers.merge(name, name.equals("set-cookie") ? value.replaceFirst("=.*", "") : value,
                    (one, other) -> one + ", " + other);
        });
        var type = headers.getOrDefault("content-type", "").split(";")[0].strip();
        headers.keySet().retainAll(MATTERING);
        return new Page(Integer.parseInt(answer.substring(9, 12)), type, headers, answer.substring(end + 4));
    }

    /** How another page of the same address differs; empty when it is alike. What changes by the minute may differ. */
    Optional<String> differs(Page other) {
        if (status != other.status()) {
            return Optional.of(status + " at Heroku, " + other.status() + " here");
        }
        if (!type.equals(other.type())) {
            return Optional.of(type + " at Heroku, " + other.type() + " here");
        }
        for (var name : MATTERING) {
            var one = sameHost(headers.get(name));
            var another = sameHost(other.headers().get(name));
            if (!one.equals(another)) {
                return Optional.of(name + " is " + one + " at Heroku, " + another + " here");
            }
        }
        double alike = alike(words(body), words(other.body()));
        return alike < ALIKE
                ? Optional.of("only %.0f %% of its words are the same".formatted(100 * alike))
                : Optional.empty();
    }

    /** Each side has a name of its own, and says so where it leads elsewhere. */
    private static String sameHost(@Nullable String header) {
        return header == null ? "not there" : header.replaceFirst("^https?://[^/]+", "");
    }

    /** The share of words that both have. */
    private static double alike(Set<String> one, Set<String> other) {
        var all = new HashSet<>(one);
        all.addAll(other);
        var both = new HashSet<>(one);
        both.retainAll(other);
        return all.isEmpty() ? 1 : (double) both.size() / all.size();
    }

    /** Numbers left out: they are what changes. */
    private static Set<String> words(String text) {
        var words = new HashSet<>(List.of(text.split("[^\\p{L}]+")));
        words.remove("");
        return words;
    }
}
