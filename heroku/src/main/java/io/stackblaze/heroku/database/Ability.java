package io.stackblaze.heroku.database;

/**
 * Something a role was tried for.
 *
 * @param name such as {@code logical replication}
 * @param works whether it may
 * @param said what the server said, when it may not
 */
public record Ability(String name, boolean works, String said) {}
