package io.stackblaze.engine.local.rollout;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import io.stackblaze.engine.local.instance.Exit;
import io.stackblaze.engine.local.proc.Listening;

/** Says why nobody answers at a port: what people get wrong, in the order in which they do. */
final class Silence {
    private Silence() {}

    static String explain(int port, Duration grace, List<Listening> listening) {
        var late = "did not open port " + port + " within " + Exit.span(grace);
        if (listening.stream().anyMatch(one -> one.port() == port && one.loopbackOnly())) {
            return "listens on 127.0.0.1 only: it must listen on 0.0.0.0:$PORT";
        }
        if (listening.stream().anyMatch(one -> one.port() == port)) {
            return "opened port " + port + " too late, after " + Exit.span(grace);
        }
        var others = listening.stream().map(Listening::port).distinct().sorted().map(String::valueOf)
                .collect(Collectors.joining(", "));
        return others.isEmpty()
                ? late + ": it listens on no port; it must listen on 0.0.0.0:$PORT"
                : late + ": listens on " + others + " instead; it must listen on 0.0.0.0:$PORT";
    }
}
