package io.stackblaze.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the API over real HTTP. */
public final class TestApi {
    /** The environment that most tests are about. */
    public static final String SHOP = "/api/v1/projects/shop/environments/production";

    private static final JsonMapper JSON = Json.mapper();
    private static final HttpClient HTTP = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    private final int port;
    private final String token;

    /** What was answered. */
    public record Response(int status, String text, java.net.http.HttpHeaders headers) {
        /** The body as JSON. */
        public JsonNode json() {
            return JSON.readTree(text);
        }

        /** The detail of a problem. */
        public String detail() {
            return json().path("detail").asString("");
        }
    }

    /** One server-sent event. */
    public record Event(String name, String id, JsonNode data) {}

    TestApi(int port, String token) {
        this.port = port;
        this.token = token;
    }

    /** The API of a server in another process. */
    public static TestApi at(int port, String token) {
        return new TestApi(port, token);
    }

    public Response get(String path, String... headers) throws Exception {
        return send("GET", path, HttpRequest.BodyPublishers.noBody(), headers);
    }

    public Response post(String path, Object body, String... headers) throws Exception {
        return send("POST", path, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)), json(headers));
    }

    public Response post(String path) throws Exception {
        return send("POST", path, HttpRequest.BodyPublishers.noBody());
    }

    public Response patch(String path, Object body, String... headers) throws Exception {
        return send("PATCH", path, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)), json(headers));
    }

    public Response delete(String path, Object body, String... headers) throws Exception {
        return send("DELETE", path, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)), json(headers));
    }

    public Response send(String method, String path, HttpRequest.BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        var answer = HTTP.send(request(method, path, body, headers), BodyHandlers.ofString());
        return new Response(answer.statusCode(), answer.body(), answer.headers());
    }

    /** Uploads a tree of files; gives its {@code source}. */
    public String upload(Map<String, String> files) throws Exception {
        var answer = send("POST", "/api/v1/sources", HttpRequest.BodyPublishers.ofByteArray(TestSource.archive(files)),
                "Content-Type", "application/gzip");
        if (answer.status() != 201) {
            throw new AssertionError(answer.text());
        }
        return answer.json().path("source").asString();
    }

    /** Deploys to production of a project and gives the operation. */
    public JsonNode deploy(String project, String blueprint, Map<String, String> files) throws Exception {
        var answer = post("/api/v1/projects/" + project + "/environments/production/deployments",
                Map.of("blueprint", blueprint, "source", upload(files)));
        if (answer.status() != 202) {
            throw new AssertionError(answer.text());
        }
        return answer.json();
    }

    /** Waits for an operation's end. */
    public JsonNode finished(JsonNode operation) {
        return finished(operation.path("id").asString());
    }

    /** Waits for an operation's end. */
    public JsonNode finished(String id) {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50))
                .until(() -> get("/api/v1/operations/" + id).json(), now -> now.has("finished_at"));
    }

    /** Reads events until one of that name has come, or the stream ends. */
    public List<Event> events(String method, String path, Object body, String last, String... headers)
            throws Exception {
        var publisher = method.equals("GET")
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
        var answer = HTTP.send(request(method, path, publisher, method.equals("GET") ? headers : json(headers)),
                BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " "
                    + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        var events = new ArrayList<Event>();
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            String name = "";
            String id = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(name, id, JSON.readTree(line.substring(6))));
                    if (name.equals(last)) {
                        return events;
                    }
                }
            }
        }
        return events;
    }

    private static String[] json(String... headers) {
        var all = new ArrayList<>(List.of("Content-Type", "application/json"));
        all.addAll(List.of(headers));
        return all.toArray(String[]::new);
    }

    private HttpRequest request(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).method(method, body)
                .timeout(Duration.ofSeconds(60));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    /** The address of a path. */
    public URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    /** Sends what the test made itself. */
    public static HttpResponse<String> raw(HttpRequest request) throws IOException, InterruptedException {
        return HTTP.send(request, BodyHandlers.ofString());
    }
}
