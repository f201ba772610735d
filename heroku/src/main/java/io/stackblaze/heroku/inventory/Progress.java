package io.stackblaze.heroku.inventory;

/** Is told what is being looked at, for a person who waits. Called from many threads. */
@FunctionalInterface
public interface Progress {
    /**
     * So far.
     *
     * @param what is looked at now
     * @param done parts that are read
     * @param known parts that are known to be there; grows on the way
     */
    void at(String what, int done, int known);
}
