package io.stackblaze.server.release;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A release as people see it. What it consists of never changes; only its state does.
 *
 * @param version counts from 1 in its environment
 * @param by who caused it
 * @param description what it changed: {@code Deploy 4f2a9c1}, {@code Set LOG_LEVEL}
 * @param commit the source's commit, when it was told
 * @param rollbackOf the release it equals, when it is a rollback
 * @param operation the operation that made it, while that is kept
 */
public record Release(int version, State state, Instant createdAt, String by, String description,
        @Nullable String commit, @Nullable Integer rollbackOf, @Nullable String operation) {

    /** Where a release stands. */
    public enum State {
        /** Made, not live yet. */
        PENDING,
        /** The one whose instances serve. */
        LIVE,
        /** Was live before another one. */
        SUPERSEDED,
        /** Never became live. */
        FAILED
    }
}
