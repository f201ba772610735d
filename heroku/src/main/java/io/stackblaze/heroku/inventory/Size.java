package io.stackblaze.heroku.inventory;

/**
 * A size of dynos.
 *
 * @param megabytes memory
 * @param centsPerMonth price of one dyno; -1 when not known
 */
public record Size(String name, int megabytes, int centsPerMonth) {}
