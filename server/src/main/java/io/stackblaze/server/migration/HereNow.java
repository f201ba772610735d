package io.stackblaze.server.migration;

import java.util.HashMap;
import java.util.Map;

import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.InstanceStatus;
import io.stackblaze.engine.Rollout;

/** What runs here now. */
record HereNow(Engine engine) {
    /** Processes that run, by service; for crons 1 when they fire. Empty when the engine does not answer. */
    Map<String, Integer> counts(EnvironmentId id) {
        var counts = new HashMap<String, Integer>();
        try {
            for (var service : engine.status(id).services()) {
                if (service.rollout().release() == 0) {
                    continue;
                }
                int alive = (int) service.instances().stream().filter(HereNow::alive).count();
                boolean fires = service.next() != null && !(service.rollout() instanceof Rollout.Stopped);
                counts.put(service.service(), Math.max(alive, fires ? 1 : 0));
            }
        } catch (EngineException _) {
            return Map.of();
        }
        return counts;
    }

    /** Whether the engine answers. */
    MigrationView.Gate gate() {
        try {
            engine.missing();
            return new MigrationView.Gate("node answers", true, "The node that runs the services answers.", "");
        } catch (EngineException e) {
            return new MigrationView.Gate("node answers", false, String.valueOf(e.getMessage()),
                    "Start it: stackblaze platform start");
        }
    }

    private static boolean alive(InstanceStatus instance) {
        return switch (instance.state()) {
            case ENDED, FAILED -> false;
            case STARTING, READY, DRAINING, BACKOFF -> true;
        };
    }
}
