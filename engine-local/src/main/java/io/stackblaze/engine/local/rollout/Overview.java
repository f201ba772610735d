package io.stackblaze.engine.local.rollout;

import java.util.Comparator;

import io.stackblaze.engine.InstanceStatus;
import io.stackblaze.engine.Rollout;
import io.stackblaze.engine.ServiceStatus;
import io.stackblaze.engine.local.proc.Meter;

/** Puts a service's state into words for those outside. */
final class Overview {
    private Overview() {}

    static ServiceStatus of(String service, Course course, int wanted, Crew crew, Meter meter) {
        var instances = crew.statuses(course, meter).stream()
                .sorted(Comparator.comparingInt(Overview::rank).thenComparing(InstanceStatus::name)).toList();
        return new ServiceStatus(service, serving(course, crew), rollout(course, wanted, crew), instances, null, "");
    }

    private static int rank(InstanceStatus instance) {
        return switch (instance.state()) {
            case READY, STARTING, BACKOFF -> 0;
            case DRAINING -> 1;
            case ENDED, FAILED -> 2;
        };
    }

    private static int serving(Course course, Crew crew) {
        return switch (course) {
            case Course.Live live -> live.wanted().scaling().max() == 0 ? 0 : live.wanted().release();
            case Course.GaveUp gaveUp -> gaveUp.lastGood().map(Target::release).orElse(0);
            case Course.Rolling rolling -> crew.ready(rolling.wanted().identity()) > 0 && rolling.serving() == null
                    ? rolling.wanted().release()
                    : rolling.lastGood().map(Target::release).orElse(0);
        };
    }

    private static Rollout rollout(Course course, int wanted, Crew crew) {
        int release = course.wanted().release();
        return switch (course) {
            case Course.Live _ -> wanted == 0 ? new Rollout.Stopped(release) : new Rollout.Live(release);
            case Course.GaveUp(_, _, var cause, var lines) -> new Rollout.Failed(release, cause, lines);
            case Course.Rolling rolling -> new Rollout.Rolling(release, crew.ready(rolling.wanted().identity()),
                    wanted, crew.phase(rolling.wanted().identity(), wanted));
        };
    }
}
