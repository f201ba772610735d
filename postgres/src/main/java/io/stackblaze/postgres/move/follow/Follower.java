package io.stackblaze.postgres.move.follow;

import java.util.Optional;

import io.stackblaze.postgres.move.MoveException;

/**
 * Keeps a target in step with a source that is written all the time. Everything it must remember is in the two
 * databases, so that another object, on another machine, goes on where this one stopped. One thread at a time.
 *
 * <p>
 * An exception with {@code UNREACHABLE} leaves both sides as they were; calling again opens new sessions. Any other
 * means that following cannot go on before somebody did what the message says.
 */
public interface Follower extends AutoCloseable {
    /**
     * Begins: from now on no write is missed. Empty when it began earlier; then {@link #step} goes on from there, and
     * brings whole those tables that were never reported as copied.
     */
    Optional<Start> start() throws MoveException, InterruptedException;

    /** Takes the target to the state that the source has now, and says what that took. */
    Batch step() throws MoveException, InterruptedException;

    /** How far the target is behind. */
    Lag lag() throws MoveException;

    /** Ends following and takes every trace of it from the source; fine when it never began. The rows stay. */
    void remove() throws MoveException, InterruptedException;

    /** Closes the sessions; following can go on later. */
    @Override
    void close();
}
