package io.stackblaze.heroku.scan;

/**
 * A line of code that wants a look.
 *
 * @param rule which rule: {@code herokuapp-host}
 * @param file path from the repository's folder
 * @param line from 1
 * @param excerpt the part of the line that counts, without secrets
 * @param reason why it matters
 * @param remedy what to do
 */
public record Hit(String rule, String file, int line, String excerpt, String reason, String remedy) {}
