package io.stackblaze.engine.local.rollout;

import java.util.List;

import io.stackblaze.router.Backend;
import io.stackblaze.router.Route;

/** What a request meets at a web service. */
final class Doorway {
    private Doorway() {}

    static Route.Target target(List<Backend> ready, Course course, int wanted, String lastReason) {
        if (!ready.isEmpty()) {
            return new Route.Target.Serve(ready);
        }
        if (course instanceof Course.GaveUp(_, var serving, var cause, _) && serving == null) {
            return new Route.Target.Crashed(cause);
        }
        if (wanted == 0) {
            return new Route.Target.Stopped();
        }
        return course instanceof Course.Rolling || lastReason.isEmpty()
                ? new Route.Target.Starting()
                : new Route.Target.Crashed(lastReason);
    }
}
