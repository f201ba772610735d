package io.stackblaze.engine.local.rollout;

import java.time.Instant;

import io.stackblaze.engine.local.instance.Exit;
import io.stackblaze.engine.local.instance.Instance;

/** The life of one place among a service's instances. A move that makes no sense is not there to be called. */
sealed interface Phase {
    /** How the plan sees it. */
    Plan.Standing standing();

    /** Not yet healthy. */
    record Starting(Instance instance) implements Phase {
        @Override
        public Plan.Standing standing() {
            return Plan.Standing.STARTING;
        }

        Ready healthy(Instant now) {
            return new Ready(instance, now);
        }
    }

    /** Serves. */
    record Ready(Instance instance, Instant since) implements Phase {
        @Override
        public Plan.Standing standing() {
            return Plan.Standing.READY;
        }
    }

    /**
     * On its way out.
     *
     * @param replaced whether a new one takes its place once it is gone: it was found broken
     * @param reason why
     */
    record Leaving(Instance instance, boolean replaced, String reason) implements Phase {
        @Override
        public Plan.Standing standing() {
            return replaced ? Plan.Standing.WAITING : Plan.Standing.LEAVING;
        }
    }

    /** Ended, and will be started again. */
    record Waiting(Exit exit, String reason, Instant until) implements Phase {
        @Override
        public Plan.Standing standing() {
            return Plan.Standing.WAITING;
        }
    }
}
