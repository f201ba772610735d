package io.stackblaze.server.migration;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** The move of one datastore, whatever its kind. Where it stands, the servers know. One thread at a time. */
public interface Moving extends AutoCloseable {
    /** Which side is live, and what the other one does. */
    enum Side {
        /** Nothing is done, or all of it is gone. */
        NONE,
        /** A copy was begun. */
        COPYING,
        /** Heroku is live, ours follows. */
        THERE,
        /** Ours is live, Heroku's follows; or a cut was not finished. */
        HERE
    }

    /** What a round of following did. */
    record Round(long changes, Duration took) {}

    /** What a cut came to. */
    record Cut(Duration pause, Map<String, Duration> steps, long compared) {}

    /**
     * What a comparison found.
     *
     * @param compared rows or keys
     * @param differences a line each; none when all is equal
     * @param json the whole of it for programs; null where there is no more to tell
     * @param markdown the whole of it for people, with what to type to see for oneself; null where there is none
     */
    record Verdict(long compared, List<String> differences, @Nullable String json, @Nullable String markdown) {
        /** Copies the list. */
        public Verdict {
            differences = List.copyOf(differences);
        }
    }

    /** What goes on around the moment in which writes stand still. */
    interface Around {
        /** Right before writes stop. */
        void before() throws MovingException, InterruptedException;

        /** While they stand still and the other side has everything; a failure takes the cut back. */
        void within() throws MovingException, InterruptedException;
    }

    /** Where it stands. */
    Side side() throws MovingException, InterruptedException;

    /** Looks at both sides without changing them; gives what is not carried, or slower, a line each. */
    List<String> look() throws MovingException, InterruptedException;

    /** Copies without following, or goes on with it, and compares. Then {@link #leave} ends it. */
    Verdict copyOnce() throws MovingException, InterruptedException;

    /** Ends a copy that nobody follows; both sides keep what they have. */
    void leave() throws MovingException, InterruptedException;

    /** Compares everything while writes go on. */
    Verdict compare() throws MovingException, InterruptedException;

    /** Copies, or goes on with it; gives how many rows or keys were compared and found equal. */
    long copy() throws MovingException, InterruptedException;

    /** One round, in the direction of the moment. */
    Round follow() throws MovingException, InterruptedException;

    /**
     * Does what of a cut can be done while writes go on: compares everything, so that the cut that comes next has to
     * compare only what changed since; gives how much was compared. Nothing when that side is live already.
     */
    long ready(Side next) throws MovingException, InterruptedException;

    /** Lets writers in again where somebody who died in the middle of a cut kept them out. */
    void recover() throws MovingException;

    /** Makes ours the live side. */
    Cut cutOver(Around around) throws MovingException, InterruptedException;

    /** Makes Heroku's the live side again. */
    Cut cutBack(Around around) throws MovingException, InterruptedException;

    /** Gives up before a cut; Heroku's is as it was. */
    void abort() throws MovingException, InterruptedException;

    /** Ends following back. */
    void settle() throws MovingException, InterruptedException;

    @Override
    void close();
}
