package io.stackblaze.heroku.inventory;

/**
 * A process type, as it is scaled.
 *
 * @param type such as {@code web}
 * @param command run by bash; empty when not known
 * @param quantity number of dynos
 * @param size such as {@code Standard-1X}; empty when not known
 */
public record ProcessType(String type, String command, int quantity, String size) {}
