package io.stackblaze.engine;

import java.util.regex.Pattern;

/**
 * Names one environment of one project, everywhere and for good.
 *
 * @param project the project's name, {@code [a-z][a-z0-9-]{0,38}[a-z0-9]}
 * @param environment the environment's name, same shape: {@code production}, {@code staging}, {@code pr-7}
 */
public record EnvironmentId(String project, String environment) {
    private static final Pattern NAME = Pattern.compile("[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?");

    /** Refuses names that could not be a DNS label, a directory and a part of a file name at once. */
    public EnvironmentId {
        if (!NAME.matcher(project).matches() || !NAME.matcher(environment).matches()) {
            throw new IllegalArgumentException("not an environment: " + project + "/" + environment);
        }
    }

    /** {@code project/environment}, for people. */
    @Override
    public String toString() {
        return project + "/" + environment;
    }
}
