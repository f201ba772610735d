package io.stackblaze.heroku.dns;

/** Looks names up; tests have their own. */
@FunctionalInterface
public interface Names {
    /** What the name leads to; never throws for what DNS answers, or does not. */
    NameRecords look(String hostname) throws InterruptedException;
}
