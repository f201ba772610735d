package io.stackblaze.engine.local.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.engine.Diversion;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.EnvironmentSpec;
import io.stackblaze.engine.WebSpec;
import io.stackblaze.engine.local.state.Json;
import io.stackblaze.router.Route;

/** What becomes of requests for an environment's web services, other than that their instances answer. Any thread. */
final class Diversions {
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(10);

    private final Path file;
    private volatile Map<String, Diversion> kept;

    private record Kept(Map<String, Diversion> diversions) {}

    Diversions(Path file) throws IOException {
        this.file = file;
        this.kept = Json.load(file, Kept.class).map(Kept::diversions).orElse(Map.of());
    }

    /** That of a service. */
    Diversion of(String service) {
        return kept.getOrDefault(service, new Diversion.None());
    }

    /** Keeps another one, durably. */
    synchronized void put(String service, Diversion diversion) throws IOException {
        var next = new HashMap<>(kept);
        if (diversion instanceof Diversion.None) {
            next.remove(service);
        } else {
            next.put(service, diversion);
        }
        save(next);
    }

    /** Forgets those of services that are wanted no more. */
    synchronized void retain(EnvironmentSpec wanted) throws IOException {
        var next = new HashMap<>(kept);
        if (next.keySet().removeIf(name -> wanted.service(name).filter(WebSpec.class::isInstance).isEmpty())) {
            save(next);
        }
    }

    private void save(Map<String, Diversion> next) throws IOException {
        if (next.isEmpty()) {
            Files.deleteIfExists(file);
        } else {
            Json.save(file, new Kept(next));
        }
        kept = Map.copyOf(next);
    }

    /**
     * Refuses what the router could not do.
     *
     * @throws EngineException with the kind INVALID
     */
    static void check(Diversion diversion) {
        try {
            apply(diversion, new Route.Target.Stopped());
        } catch (IllegalArgumentException e) {
            throw new EngineException(EngineException.Code.INVALID, String.valueOf(e.getMessage()), e);
        }
        if (diversion instanceof Diversion.Hold(var atMost)
                && (atMost.compareTo(Duration.ZERO) <= 0 || atMost.compareTo(LONGEST_HOLD) > 0)) {
            throw new EngineException(EngineException.Code.INVALID, "requests can be held for at most "
                    + LONGEST_HOLD.toMinutes() + " minutes, and for longer than no time; not for " + atMost);
        }
    }

    /** What requests meet at a service where they would otherwise meet {@code own}. */
    static Route.Target apply(Diversion diversion, Route.Target own) {
        return switch (diversion) {
            case Diversion.None _ -> own;
            case Diversion.Hold(var atMost) -> new Route.Target.Hold(atMost);
            case Diversion.Outside(var origin, var host, int percentHere) -> new Route.Target.Outside(origin, host,
                    percentHere, own instanceof Route.Target.Serve(var backends) ? backends : List.of());
        };
    }

    /** What it is in words, for the service's log. */
    static String words(Diversion diversion) {
        return switch (diversion) {
            case Diversion.None _ -> "requests are answered by its instances";
            case Diversion.Hold(var atMost) ->
                "requests are held, each for at most " + atMost.toMillis() / 1000.0 + " s";
            case Diversion.Outside(var origin, var host, int percentHere) -> "requests are passed on to " + origin
                    + " as " + host + (percentHere > 0 ? ", those of " + percentHere + " % of visitors are not" : "");
        };
    }
}
