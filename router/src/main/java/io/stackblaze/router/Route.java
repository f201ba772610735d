package io.stackblaze.router;

import java.util.List;

/**
 * What to do with requests for one host name.
 *
 * @param service label for people and metrics: {@code shop/production/web}
 */
public record Route(String service, Target target) {
    /** What requests meet. */
    public sealed interface Target {
        /** Pass them on, to the instance with the fewest requests in flight. */
        record Serve(List<Backend> backends) implements Target {
            /** Copies the list. */
            public Serve {
                backends = List.copyOf(backends);
            }
        }

        /** Hold them, within {@link Limits}, until the route changes: a switch is going on. */
        record Hold() implements Target {}

        /** 503, with {@code Retry-After}: the first instances are on their way. */
        record Starting() implements Target {}

        /** 503 with the reason: nothing could be started, or everything ended. */
        record Crashed(String reason) implements Target {}

        /** 503: scaled to zero or taken down. */
        record Stopped() implements Target {}
    }
}
