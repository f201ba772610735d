package io.stackblaze.engine.local.rollout;

import io.stackblaze.engine.ProcessSpec;
import io.stackblaze.engine.Scaling;
import io.stackblaze.engine.WebSpec;
import io.stackblaze.engine.WorkerSpec;
import io.stackblaze.engine.local.instance.WorkloadKey;

/**
 * What instances of a service are to be.
 *
 * @param spec what they execute
 * @param generation grows with each restart that was asked for
 */
record Target(ProcessSpec spec, int generation) {
    boolean sameAs(ProcessSpec other) {
        return spec.workload().sameAs(other.workload());
    }

    Target with(ProcessSpec other) {
        return new Target(other, generation);
    }

    Target again() {
        return new Target(spec, generation + 1);
    }

    int release() {
        return spec.workload().release();
    }

    Scaling scaling() {
        return scaling(spec);
    }

    static Scaling scaling(ProcessSpec spec) {
        return switch (spec) {
            case WebSpec web -> web.scaling();
            case WorkerSpec worker -> worker.scaling();
            default -> throw new IllegalArgumentException(spec.name() + " has no number of instances");
        };
    }

    /** What an instance must have been started with to be one of these. */
    Identity identity() {
        return new Identity(WorkloadKey.of(spec.workload()), generation);
    }

    /**
     * Tells instances apart that are not to be the same.
     *
     * @param key digest of the workload
     */
    record Identity(String key, int generation) {}
}
