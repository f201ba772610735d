package io.stackblaze.server.source;

import io.stackblaze.server.http.Access;
import io.stackblaze.server.http.Answer;
import io.stackblaze.server.http.Api;
import io.stackblaze.server.http.Http;
import io.stackblaze.server.http.Problem;

/** The upload of a source tree. */
public final class SourceRoutes implements Http.Feature {
    private final Sources sources;

    /** Over the kept sources. */
    public SourceRoutes(Sources sources) {
        this.sources = sources;
    }

    @Override
    public void register(Api api) {
        api.post("/api/v1/sources", Access.WRITE, call -> {
            String type = call.header("Content-Type").orElse("");
            if (!type.equals("application/gzip")) {
                throw new Problem(Problem.Kind.UNSUPPORTED_TYPE, "The source is not sent as a gzipped tar.",
                        "Send it with Content-Type: application/gzip.");
            }
            return Answer.created(sources.keep(call.stream()));
        });
    }
}
