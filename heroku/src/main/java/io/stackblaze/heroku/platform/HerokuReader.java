package io.stackblaze.heroku.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;

import io.stackblaze.heroku.platform.HerokuException.Code;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Heroku's APIs, for reading. Nothing here can write: the one place that makes a request makes a GET, so that nothing
 * that is made of this can change an app. Any thread may use it; a few calls run at once. What fails for a moment, or
 * is refused because the account's budget is used up, is asked again with growing pauses, for a few minutes at most.
 */
public final class HerokuReader implements AutoCloseable {
    private static final int AT_ONCE = 8;
    private static final int TRIES = 6;
    private static final int TRIES_AT_LIMIT = 10;
    private static final int MOST_PAGES = 200;
    private static final long LONGEST = 16L << 20;
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Hosts hosts;
    private final Token token;
    private final Pause pause;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER).version(HttpClient.Version.HTTP_1_1).build();
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final Budget budget = new Budget();

    /** Asks those hosts with that token. */
    public HerokuReader(Hosts hosts, Token token, Pause pause) {
        this.hosts = hosts;
        this.token = token;
        this.pause = pause;
    }

    /** What was asked so far. */
    public Budget budget() {
        return budget;
    }

    /** Reads one thing. */
    public JsonNode get(Question question) throws HerokuException, InterruptedException {
        return parse(ask(question), question);
    }

    /** Reads a list to its end, page by page. */
    public List<JsonNode> list(Question question) throws HerokuException, InterruptedException {
        return list(question, Integer.MAX_VALUE);
    }

    /** Reads a list until there are enough. */
    public List<JsonNode> list(Question question, int enough) throws HerokuException, InterruptedException {
        var items = new ArrayList<JsonNode>();
        var next = question;
        for (int page = 0; page < MOST_PAGES; page++) {
            var answer = ask(next);
            var tree = parse(answer, next);
            if (!tree.isArray()) {
                throw notHeroku(question, answer, "a list was asked for, and something else came");
            }
            tree.values().forEach(items::add);
            var range = answer.headers().firstValue("Next-Range");
            if (range.isEmpty() || answer.statusCode() != 206 || items.size() >= enough) {
                return items;
            }
            next = question.with("Range", range.get());
        }
        throw notHeroku(question, ask(question), "its list has no end");
    }

    private HttpResponse<String> ask(Question question) throws HerokuException, InterruptedException {
        for (int tries = 1;; tries++) {
            var failure = new HerokuException(Code.UNREACHABLE, "", "");
            int most = TRIES;
            var wait = backOff(tries);
            try {
                var answer = send(question, tries > 1);
                if (answer.statusCode() < 300) {
                    return answer;
                }
                failure = Refusals.of(answer, question);
                if (failure.code() == Code.RATE_LIMITED) {
                    most = TRIES_AT_LIMIT;
                    wait = retryAfter(answer, wait);
                } else if (failure.code() != Code.UNAVAILABLE) {
                    throw failure;
                }
            } catch (IOException e) {
                failure = unreachable(question, e);
            }
            if (tries >= most) {
                throw failure;
            }
            pause.of(wait);
        }
    }

    private HttpResponse<String> send(Question question, boolean again) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri(question)).GET().timeout(ANSWER)
                .header("Authorization", token.header()).header("User-Agent", "stackblaze");
        question.headers().forEach(request::header);
        turns.acquire();
        try {
            budget.called(again);
            var answer = client.send(request.build(), _ -> HttpResponse.BodySubscribers.limiting(
                    HttpResponse.BodySubscribers.ofString(java.nio.charset.StandardCharsets.UTF_8), LONGEST));
            left(answer).ifPresent(budget::remaining);
            return answer;
        } finally {
            turns.release();
        }
    }

    private URI uri(Question question) {
        var base = switch (question.host()) {
            case PLATFORM -> hosts.platform();
            case DATA -> hosts.data();
            case SCHEDULER -> hosts.scheduler();
        };
        return URI.create(base + question.path());
    }

    private static OptionalInt left(HttpResponse<?> answer) {
        return answer.headers().firstValue("RateLimit-Remaining").filter(text -> text.matches("\\d{1,7}"))
                .map(text -> OptionalInt.of(Integer.parseInt(text))).orElse(OptionalInt.empty());
    }

    /** 0.5 s, 1 s, 2 s... */
    private static Duration backOff(int tries) {
        var wait = Duration.ofMillis(500L << Math.min(tries - 1, 10));
        return wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait;
    }

    private static Duration retryAfter(HttpResponse<?> answer, Duration otherwise) {
        return answer.headers().firstValue("Retry-After").filter(text -> text.matches("\\d{1,4}"))
                .map(text -> Duration.ofSeconds(Math.min(LONGEST_PAUSE.toSeconds(), Long.parseLong(text))))
                .orElse(otherwise);
    }

    private HerokuException unreachable(Question question, IOException e) {
        return new HerokuException(Code.UNREACHABLE,
                "Heroku cannot be reached at " + uri(question).getHost() + ": "
                        + switch (e) {
                            case java.net.http.HttpTimeoutException _ -> "no answer came in time";
                            case java.net.ConnectException _ -> "no connection";
                            default -> "the connection broke (" + e.getClass().getSimpleName() + ")";
                        } + ".",
                "Is the network up? See also https://status.heroku.com");
    }

    private static JsonNode parse(HttpResponse<String> answer, Question question) throws HerokuException {
        try {
            return JsonMapper.shared().readTree(answer.body());
        } catch (JacksonException e) {
            throw notHeroku(question, answer, "its answer is no JSON");
        }
    }

    private static HerokuException notHeroku(Question question, HttpResponse<?> answer, String why) {
        return new HerokuException(Code.NOT_HEROKU,
                "What answers to " + question.path() + " is not Heroku: " + why + "."
                        + Refusals.requestId(answer),
                "Is a proxy in between? Look at HEROKU_HOST, and at https_proxy.");
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
