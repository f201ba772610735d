package io.stackblaze.heroku.platform;

import java.net.http.HttpResponse;

import io.stackblaze.heroku.platform.HerokuException.Code;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes of an answer that is a no what a person should know. */
public final class Refusals {
    private static final int SHOWN = 300;

    private Refusals() {}

    static HerokuException of(HttpResponse<String> answer, Question question) {
        return of(answer, question.path(), false);
    }

    /** Of an answer to a request that wanted to change what is at a path. */
    public static HerokuException ofChange(HttpResponse<String> answer, String path) {
        return of(answer, path, true);
    }

    private static HerokuException of(HttpResponse<String> answer, String path, boolean change) {
        var body = body(answer);
        var id = body.path("id").asString("");
        var said = said(body);
        var request = requestId(answer);
        return switch (answer.statusCode()) {
            case 401 ->
                new HerokuException(Code.UNAUTHORIZED, "Heroku does not accept the token" + said + "." + request,
                        "Make a new one: heroku auth:token, or heroku authorizations:create");
            case 402 ->
                new HerokuException(Code.REFUSED, "Heroku refuses because of unpaid bills" + said + "." + request,
                        "Look at https://dashboard.heroku.com/account/billing");
            case 403 -> id.equals("two_factor")
                    ? new HerokuException(Code.FORBIDDEN, "Heroku wants a second factor for " + path + "." + request,
                            "Use a token that has passed it: heroku authorizations:create")
                    : forbidden((change ? "change " : "read ") + path + said + "." + request, change);
            case 404 -> new HerokuException(Code.NOT_FOUND, "Heroku knows nothing at " + path + said + "." + request,
                    "Is the name right, and does this account see it? heroku apps --all");
            case 429 -> new HerokuException(Code.RATE_LIMITED,
                    "The account's budget of 4500 calls to Heroku is used up" + said + "." + request,
                    "It refills by 75 a minute; other tools of this account use it too. Try again in some minutes.");
            case 500, 502, 503, 504 -> new HerokuException(Code.UNAVAILABLE,
                    "Heroku failed to answer " + path + " (" + answer.statusCode() + ")" + said + "." + request,
                    "See https://status.heroku.com, and try again.");
            default -> new HerokuException(Code.REFUSED,
                    "Heroku refuses " + path + " (" + answer.statusCode() + ")" + said + "." + request,
                    "Look at the app at https://dashboard.heroku.com");
        };
    }

    private static HerokuException forbidden(String what, boolean change) {
        return new HerokuException(Code.FORBIDDEN, "The token may not " + what, change
                ? "Use a token that may write: heroku authorizations:create --scope write-protected, of a member who may"
                        + " operate the app."
                : "Use a token with the scope read-protected, of a member who may see the app.");
    }

    /** In brackets with a blank in front, or nothing. */
    static String requestId(HttpResponse<?> answer) {
        return answer.headers().firstValue("Request-Id").filter(id -> id.matches("[A-Za-z0-9,_-]{1,200}"))
                .map(id -> " (request " + id + ")").orElse("");
    }

    private static String said(JsonNode body) {
        var message = body.path("message").asString("").replaceAll("[\\p{Cntrl}]+", " ").strip();
        if (message.isEmpty()) {
            return "";
        }
        return ": " + message.substring(0, Math.min(SHOWN, message.length())).replaceFirst("\\.$", "");
    }

    private static JsonNode body(HttpResponse<String> answer) {
        try {
            return JsonMapper.shared().readTree(answer.body());
        } catch (JacksonException e) {
            return JsonMapper.shared().createObjectNode();
        }
    }
}
