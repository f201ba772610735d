package io.stackblaze.engine.local.rollout;

import java.time.Instant;
import java.util.Optional;

import io.stackblaze.engine.InstanceStatus;
import io.stackblaze.engine.local.instance.Instance;
import io.stackblaze.engine.local.proc.Meter;
import org.jspecify.annotations.Nullable;

/** One place among a service's instances, through all its restarts. Only the keeper's thread touches it. */
final class Member {
    final int number;
    final Target.Identity identity;
    Phase phase;
    int restarts;
    boolean draining;
    String reason = "";
    @Nullable
    Thread watch;

    Member(int number, Target.Identity identity, Phase phase, int restarts) {
        this.number = number;
        this.identity = identity;
        this.phase = phase;
        this.restarts = restarts;
    }

    Optional<Instance> instance() {
        return switch (phase) {
            case Phase.Starting starting -> Optional.of(starting.instance());
            case Phase.Ready ready -> Optional.of(ready.instance());
            case Phase.Leaving leaving -> Optional.of(leaving.instance());
            case Phase.Waiting _ -> Optional.empty();
        };
    }

    boolean isReady() { return phase instanceof Phase.Ready; }

    boolean runs(Instance instance) {
        return instance().filter(mine -> mine == instance).isPresent();
    }

    Plan.Seat seat(boolean current) {
        return new Plan.Seat(number, current, phase.standing());
    }

    void stopWatching() {
        if (watch != null) {
            watch.interrupt();
            watch = null;
        }
    }

    InstanceStatus status(String service, int release, Meter meter) {
        var name = service + "." + number;
        var used = instance().map(instance -> meter.of(instance.session())).orElse(Meter.Usage.NONE);
        var began = instance().map(instance -> instance.record().startedAt()).orElse(null);
        return switch (phase) {
            case Phase.Starting _ -> running(name, release, InstanceStatus.State.STARTING, began, used);
            case Phase.Ready _ -> running(name, release, InstanceStatus.State.READY, began, used);
            case Phase.Leaving _ -> running(name, release, InstanceStatus.State.DRAINING, began, used);
            case Phase.Waiting(var exit, var why, _) -> new InstanceStatus(name, release,
                    InstanceStatus.State.BACKOFF, exit.at().minus(exit.lived()), exit.at(), exit.code(), restarts, why,
                    0, 0);
        };
    }

    private InstanceStatus running(String name, int release, InstanceStatus.State state, @Nullable Instant began,
            Meter.Usage used) {
        return new InstanceStatus(name, release, state, began, null, null, restarts, reason, used.cpuPercent(),
                used.memoryBytes());
    }
}
