package io.stackblaze.heroku.inventory;

/**
 * Something that could not be seen.
 *
 * @param what what is missing: {@code config vars}
 * @param why as Heroku said it
 * @param remedy what to do to see it
 */
public record Finding(String what, String why, String remedy) {}
