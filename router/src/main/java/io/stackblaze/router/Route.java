package io.stackblaze.router;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

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

        /**
         * Pass them on to a server outside, under its own name; some visitors are served by instances here
         * nevertheless,
         * and a cookie keeps each of them where he was served first. When none of the instances can be reached, the
         * server outside is asked.
         *
         * @param origin scheme, host and port of the server, and nothing else; its addresses are looked up again from
         * time to time
         * @param host what to ask it for, as {@code Host}; with {@code https} its certificate has to be for this name
         * @param percentHere share of visitors, 0 to 100; at 0 and 100 no cookie is set or heeded
         * @param here the instances
         */
        record Outside(URI origin, String host, int percentHere, List<Backend> here) implements Target {
            /**
             * Copies the list.
             *
             * @throws IllegalArgumentException when the origin is more or less than it may be, or the share is none
             */
            public Outside {
                here = List.copyOf(here);
                Origin.check(origin, host);
                if (percentHere < 0 || percentHere > 100) {
                    throw new IllegalArgumentException(
                            "the share of visitors is " + percentHere + ": give 0 to 100 percent");
                }
            }
        }

        /**
         * Hold them until the route changes: a switch is going on. How many is bounded by {@link Limits}.
         *
         * @param atMost longest time one waits; null for that of {@link Limits}
         */
        record Hold(@Nullable Duration atMost) implements Target {
            /** Within {@link Limits}. */
            public Hold() {
                this(null);
            }
        }

        /** 503, with {@code Retry-After}: the first instances are on their way. */
        record Starting() implements Target {}

        /** 503 with the reason: nothing could be started, or everything ended. */
        record Crashed(String reason) implements Target {}

        /** 503: scaled to zero or taken down. */
        record Stopped() implements Target {}
    }
}
