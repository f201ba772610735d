package io.stackblaze.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What an instance executes: one release's command in one release's build with one release's variables.
 *
 * <p>
 * The engine adds {@code PORT} (web), {@code DYNO} ({@code web.1}) and {@code HOME} itself; everything else,
 * {@code PATH} and the other injected names of the platform included, is in {@code env} already. A change of any
 * component means new instances.
 *
 * @param release number of the release these instances belong to, from 1
 * @param artifact the build
 * @param command a command line, run under {@code sh -c} in {@code /app} after {@code .profile.d/*.sh}
 * @param env the variables, secrets among them
 * @param resources bounds of each instance
 * @param stopGrace time between SIGTERM and SIGKILL
 */
public record Workload(int release, Artifact artifact, String command, Map<String, String> env, Resources resources,
        Duration stopGrace) {
    /** Copies the map, so that the workload never changes. */
    public Workload {
        env = Map.copyOf(env);
    }

    /** Whether instances of the other would be the same, whatever release they are counted under. */
    public boolean sameAs(Workload other) {
        return artifact.equals(other.artifact) && command.equals(other.command)
                && withoutRelease().equals(other.withoutRelease()) && resources.equals(other.resources)
                && stopGrace.equals(other.stopGrace);
    }

    private Map<String, String> withoutRelease() {
        var rest = new HashMap<>(env);
        rest.keySet().removeAll(Set.of("STACKBLAZE_RELEASE", "HEROKU_RELEASE_VERSION"));
        return rest;
    }

    /** Leaves the values of the variables out: secrets are among them. */
    @Override
    public String toString() {
        return "Workload[release=" + release + ", artifact=" + artifact + ", command=" + command + ", env="
                + env.keySet() + ", resources=" + resources + ", stopGrace=" + stopGrace + "]";
    }
}
