package io.stackblaze.migration.inspect;

import java.util.Set;

/**
 * What a person asks for.
 *
 * @param project name of the project; empty for the app's own
 * @param plain config vars that are no secrets, whatever they look like
 * @param slug whether the app's own slug is run, for want of its code
 */
public record Wishes(String project, Set<String> plain, boolean slug) {
    /** Nothing in particular. */
    public static final Wishes NONE = new Wishes("", Set.of(), false);

    /** Copies. */
    public Wishes {
        plain = Set.copyOf(plain);
    }
}
