package io.stackblaze.heroku.emulator.account;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An add-on as an app knows it.
 *
 * @param id its number
 * @param name {@code DATABASE}; its variables begin with it
 * @param addon what is attached
 * @param app to what
 * @param namespace {@code credential:reader} and the like
 * @param createdAt when it was attached
 */
public record Attachment(UUID id, String name, Addon addon, App app, Optional<String> namespace, Instant createdAt) {}
