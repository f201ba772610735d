package io.stackblaze.heroku.emulator.live;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The head of an HTTP request.
 *
 * @param method {@code GET}
 * @param path with the query
 * @param headers lines as they came
 */
record RequestHead(String method, String path, List<String> headers) {
    private static final int LONGEST = 64 << 10;

    /** Reads one; empty when the client closed the connection or did not speak HTTP. */
    static Optional<RequestHead> read(InputStream in) throws IOException {
        var text = new StringBuilder();
        while (text.length() < 4 || text.indexOf("\r\n\r\n", text.length() - 4) < 0) {
            var one = in.read();
            if (one < 0 || text.length() > LONGEST) {
                return Optional.empty();
            }
            text.append((char) one);
        }
        var lines = new ArrayList<>(text.toString().lines().filter(line -> !line.isEmpty()).toList());
        var words = lines.isEmpty() ? new String[0] : lines.removeFirst().split(" ");
        return words.length == 3 ? Optional.of(new RequestHead(words[0], words[1], lines)) : Optional.empty();
    }

    Optional<String> header(String name) {
        var start = name.toLowerCase(Locale.ROOT) + ":";
        return headers.stream().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip()).findFirst();
    }

    /** The host that was asked for, without its port. */
    String host() {
        return header("Host").orElse("").replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    }

    String requestId() {
        return header("X-Request-Id").filter(id -> id.length() >= 20 && id.length() <= 200)
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    /** What the dyno gets: one request for each connection, unless it becomes another protocol. */
    byte[] forwarded(String client, String requestId, long now) {
        var isUpgrade = header("Upgrade").isPresent();
        var result = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\n");
        headers.stream().filter(line -> !isOurs(line, isUpgrade)).forEach(line -> result.append(line).append("\r\n"));
        var seen = header("X-Forwarded-For").map(one -> one + ", " + client).orElse(client);
        result.append("X-Forwarded-For: ").append(seen).append("\r\nX-Forwarded-Proto: https\r\n")
                .append("X-Forwarded-Port: 443\r\nX-Request-Start: ").append(now).append("\r\nX-Request-Id: ")
                .append(requestId).append("\r\nVia: 1.1 heroku-router\r\n");
        if (!isUpgrade) {
            result.append("Connection: close\r\n");
        }
        return result.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isOurs(String line, boolean isUpgrade) {
        var name = line.substring(0, Math.max(0, line.indexOf(':'))).toLowerCase(Locale.ROOT);
        return name.startsWith("x-forwarded-") || name.equals("x-request-id") || name.equals("x-request-start")
                || name.equals("via") || name.equals("keep-alive") || (name.equals("connection") && !isUpgrade);
    }
}
