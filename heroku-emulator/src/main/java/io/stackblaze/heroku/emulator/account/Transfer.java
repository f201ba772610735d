package io.stackblaze.heroku.emulator.account;

import java.time.Instant;
import java.util.UUID;

/**
 * A backup of a database.
 *
 * @param id its number
 * @param number its number among those of the app
 * @param addon what was saved
 * @param bytes how much
 * @param scheduled whether nobody asked for it
 * @param createdAt when it began
 */
public record Transfer(UUID id, int number, Addon addon, long bytes, boolean scheduled, Instant createdAt) {}
