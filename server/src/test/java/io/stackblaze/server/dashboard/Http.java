package io.stackblaze.server.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** A browser's requests without a browser. */
final class Http implements AutoCloseable {
    private static final Duration WAIT = Duration.ofSeconds(15);
    private final HttpClient client = HttpClient.newHttpClient();
    private final Desk desk;

    Http(Desk desk) {
        this.desk = desk;
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    /** What a stream without end says until that line. */
    String firstEvents(String path, String last) {
        try (var lines = client.send(request(path).build(), HttpResponse.BodyHandlers.ofLines()).body()) {
            return lines.takeWhile(line -> !line.equals(last)).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    HttpResponse<String> post(String path, Map<String, String> form) {
        return send(form(path, form));
    }

    private HttpRequest.Builder form(String path, Map<String, String> form) {
        var body = form.entrySet().stream().map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return request(path).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(desk.url(path))).timeout(WAIT)
                .header("Accept", "text/html, text/event-stream");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
    }
}
