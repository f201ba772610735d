package io.stackblaze.heroku.emulator.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.heroku.emulator.account.Refusal;

/** Which code answers what. Paths hold names in braces; a path without them goes first. */
final class Routes {
    private final List<Route> all = new ArrayList<>();

    /** Answers a request, alone with the account. */
    @FunctionalInterface
    interface Handler {
        Answer answer(Request request) throws Refusal;
    }

    /** A route and what stands for the names of its path. */
    record Found(Handler handler, Map<String, String> parameters) {}

    private record Route(String method, List<String> segments, Handler handler) {
        Optional<Map<String, String>> match(List<String> path) {
            if (path.size() != segments.size()) {
                return Optional.empty();
            }
            var parameters = new HashMap<String, String>();
            for (int at = 0; at < path.size(); at++) {
                var segment = segments.get(at);
                if (segment.startsWith("{")) {
                    parameters.put(segment.substring(1, segment.length() - 1), path.get(at));
                } else if (!segment.equals(path.get(at))) {
                    return Optional.empty();
                }
            }
            return Optional.of(parameters);
        }
    }

    Routes get(String path, Handler handler) {
        return on("GET", path, handler);
    }

    Routes post(String path, Handler handler) {
        return on("POST", path, handler);
    }

    Routes patch(String path, Handler handler) {
        return on("PATCH", path, handler);
    }

    Routes put(String path, Handler handler) {
        return on("PUT", path, handler);
    }

    Routes delete(String path, Handler handler) {
        return on("DELETE", path, handler);
    }

    private Routes on(String method, String path, Handler handler) {
        all.add(new Route(method, segments(path), handler));
        return this;
    }

    /** The route of a request: of those that match, the one with fewest names. */
    Optional<Found> find(String method, String path) {
        var segments = segments(path);
        Optional<Found> best = Optional.empty();
        for (Route route : all) {
            var parameters = route.method().equals(method)
                    ? route.match(segments)
                    : Optional.<Map<String, String>>empty();
            if (parameters.isPresent()
                    && best.map(found -> found.parameters().size() > parameters.get().size()).orElse(true)) {
                best = Optional.of(new Found(route.handler(), parameters.get()));
            }
        }
        return best;
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }
}
