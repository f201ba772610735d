package io.stackblaze.build;

import java.time.Clock;

import io.stackblaze.sandbox.Isolation;

/**
 * What a builder is given of the outside.
 *
 * @param isolation how builds are fenced in
 * @param limits what one build may use
 * @param clock says when things were used
 * @param localGit whether buildpacks may be cloned from {@code file:} URLs, which reads this machine's disk
 */
public record BuildSettings(Isolation isolation, BuildLimits limits, Clock clock, boolean localGit) {
    /** As in production. */
    public static BuildSettings standard() {
        return new BuildSettings(Isolation.here(), BuildLimits.DEFAULT, Clock.systemUTC(), false);
    }
}
