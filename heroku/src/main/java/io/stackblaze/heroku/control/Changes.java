package io.stackblaze.heroku.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.HerokuException.Code;
import io.stackblaze.heroku.platform.Host;
import io.stackblaze.heroku.platform.Hosts;
import io.stackblaze.heroku.platform.Pause;
import io.stackblaze.heroku.platform.Refusals;
import io.stackblaze.heroku.platform.Token;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends changes. One that may be repeated without harm is, when its answer did not come. */
final class Changes implements AutoCloseable {
    private static final int TRIES = 6;
    private static final long LONGEST = 1L << 20;
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Hosts hosts;
    private final Token token;
    private final Pause pause;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER).version(HttpClient.Version.HTTP_1_1).build();

    Changes(Hosts hosts, Token token, Pause pause) {
        this.hosts = hosts;
        this.token = token;
        this.pause = pause;
    }

    /** Sends one, and gives the answer; an empty object when there is none. */
    JsonNode send(String method, Host host, String path, Map<String, ?> body)
            throws HerokuException, InterruptedException {
        for (int tries = 1;; tries++) {
            var wait = Duration.ofMillis(500L << (tries - 1));
            HerokuException failure;
            boolean repeatable = !method.equals("POST");
            try {
                var answer = client.send(request(method, host, path, body),
                        _ -> BodySubscribers.limiting(BodySubscribers.ofString(StandardCharsets.UTF_8), LONGEST));
                if (answer.statusCode() < 300) {
                    return tree(answer);
                }
                failure = Refusals.ofChange(answer, path);
                if (failure.code() == Code.RATE_LIMITED) {
                    wait = retryAfter(answer, wait);
                    repeatable = true;
                } else if (failure.code() != Code.UNAVAILABLE) {
                    throw failure;
                }
            } catch (IOException e) {
                failure = unreachable(host, method, e);
                repeatable |= e instanceof ConnectException;
            }
            if (!repeatable || tries >= TRIES) {
                throw failure;
            }
            pause.of(wait);
        }
    }

    private HttpRequest request(String method, Host host, String path, Map<String, ?> body) {
        var type = host == Host.SCHEDULER ? "application/vnd.api+json" : "application/json";
        var accept = host == Host.SCHEDULER ? type : "application/vnd.heroku+json; version=3";
        var request = HttpRequest.newBuilder(URI.create(base(host) + path)).timeout(ANSWER)
                .header("Accept", accept).header("Content-Type", type).header("User-Agent", "stackblaze")
                .method(method, body.isEmpty()
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body)));
        token.authorize(request);
        return request.build();
    }

    private URI base(Host host) {
        return switch (host) {
            case PLATFORM -> hosts.platform();
            case DATA -> hosts.data();
            case SCHEDULER -> hosts.scheduler();
        };
    }

    /** What is no JSON says nothing: the change was accepted all the same. */
    private static JsonNode tree(HttpResponse<String> answer) {
        try {
            return answer.body().isBlank()
                    ? JsonMapper.shared().createObjectNode()
                    : JsonMapper.shared().readTree(answer.body());
        } catch (JacksonException e) {
            return JsonMapper.shared().createObjectNode();
        }
    }

    private static Duration retryAfter(HttpResponse<?> answer, Duration otherwise) {
        return answer.headers().firstValue("Retry-After").filter(text -> text.matches("\\d{1,4}"))
                .map(text -> Duration.ofSeconds(Math.min(LONGEST_PAUSE.toSeconds(), Long.parseLong(text))))
                .orElse(otherwise);
    }

    private HerokuException unreachable(Host host, String method, IOException e) {
        return new HerokuException(Code.UNREACHABLE,
                "Heroku did not answer at " + base(host).getHost() + " (" + e.getClass().getSimpleName() + ")"
                        + (method.equals("POST") && !(e instanceof ConnectException)
                                ? "; whether it did what was asked is not known."
                                : "."),
                "Is the network up? See also https://status.heroku.com");
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
