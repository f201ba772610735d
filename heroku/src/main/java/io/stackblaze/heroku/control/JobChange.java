package io.stackblaze.heroku.control;

import io.stackblaze.heroku.inventory.Job;

/**
 * What became of a wish about a job of Heroku Scheduler. Scheduler has no published API: the one that Heroku's own
 * pages
 * use may refuse, or be gone, and then a person has to do it there.
 */
public sealed interface JobChange {
    /**
     * It is so, now or before.
     *
     * @param job as Heroku has it, or had it
     */
    record Done(Job job) implements JobChange {}

    /**
     * A person has to do it.
     *
     * @param job as it should be, or should not be
     * @param why what stands in the way
     * @param remedy what to do where
     */
    record ByHand(Job job, String why, String remedy) implements JobChange {}
}
