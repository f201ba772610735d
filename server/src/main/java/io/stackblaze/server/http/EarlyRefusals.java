package io.stackblaze.server.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Answers for requests that the HTTP server refuses before they reach a route: malformed lines, doubtful paths. */
final class EarlyRefusals extends ErrorHandler {
    private final JsonMapper json;

    EarlyRefusals(JsonMapper json) {
        this.json = json;
    }

    @Override
    protected void generateResponse(Request request, Response response, int code, @Nullable String message,
            @Nullable Throwable cause, Callback callback) {
        var kind = code < 500 ? Problem.Kind.INVALID : Problem.Kind.FAILED;
        String detail = code < 500
                ? "The request line or a header cannot be used: control characters, encoded slashes or too much of it."
                : "The server failed to answer; its log says why.";
        String remedy = code < 500 ? "Write names as they are: lower-case letters, digits and hyphens." : "Try again.";
        var body = new Problem(kind, detail, remedy).body();
        // The HTTP server closes behind such an answer, and a client that is not told would use the connection again.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        Content.Sink.write(response, true, json.writeValueAsString(
                new Problem.Body(body.type(), body.title(), code, body.detail(), body.remedy(), null)), callback);
    }
}
