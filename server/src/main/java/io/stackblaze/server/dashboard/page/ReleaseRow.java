package io.stackblaze.server.dashboard.page;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One release in the list.
 *
 * @param live whether it serves now
 * @param description what changed: {@code deploy}, {@code set LOG_LEVEL}, {@code rollback to v9}
 * @param commit the commit it was built from, or null
 */
public record ReleaseRow(int version, State state, String word, boolean live, Instant createdAt, String by,
        String description, @Nullable String commit) {
    /** Whether going back to it makes sense: it was good once, and something else serves now. */
    public boolean canReturn() {
        return !live && state == State.DONE;
    }
}
