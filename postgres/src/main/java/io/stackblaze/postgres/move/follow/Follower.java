package io.stackblaze.postgres.move.follow;

import java.util.Optional;
import java.util.Set;

import io.stackblaze.postgres.move.MoveException;

/**
 * Keeps a target in step with a source that is written all the time. Everything it must remember is in the two
 * databases, so that another object, on another machine, goes on where this one stopped. One thread at a time.
 *
 * <p>
 * An exception with {@code UNREACHABLE} leaves both sides as they were; calling again opens new sessions. Any other
 * means that following cannot go on before somebody did what the message says.
 */
public sealed interface Follower extends AutoCloseable permits TriggerFollower, SlotFollower {
    /**
     * Begins: from now on no write is missed. Empty when it began earlier; then {@link #step} goes on from there, and
     * brings whole those tables that were never reported as copied.
     */
    Optional<Start> start() throws MoveException, InterruptedException;

    /** Takes the target to the state that the source has now, and says what that took. */
    Batch step() throws MoveException, InterruptedException;

    /** How far the target is behind. */
    Lag lag() throws MoveException;

    /** Whether it began, here or by another mover. */
    boolean isBegun() throws MoveException;

    /** The state of the source that the target has. */
    Snapshot position() throws MoveException;

    /**
     * One step whose state both sides keep showing to others, to be compared while writes go on. What is written from
     * then on is remembered for {@link #recheck}.
     */
    SameState sameState() throws MoveException, InterruptedException;

    /**
     * Compares what changed since the last {@link #sameState}; whether the rest is equal was for its user to see. Whole
     * tables where nothing was remembered, where they were truncated, and where rows have no key. For a moment in which
     * nobody writes.
     */
    Recheck recheck() throws MoveException;

    /** Names of the tables that were truncated after a state that was held: it shows them empty, too. */
    Set<String> truncatedSince(Snapshot state) throws MoveException;

    /** Lets others write at the target; another step takes that back. */
    void openTarget() throws MoveException, InterruptedException;

    /**
     * Ends this following at the target, which is as if nobody had followed; the position is forgotten. What is written
     * to the source from then on is still noted there, as the work of somebody who was not told.
     */
    void release() throws MoveException, InterruptedException;

    /** Ends following and takes every trace of it from the source; fine when it never began. The rows stay. */
    void remove() throws MoveException, InterruptedException;

    /** Closes the sessions; following can go on later. */
    @Override
    void close();
}
