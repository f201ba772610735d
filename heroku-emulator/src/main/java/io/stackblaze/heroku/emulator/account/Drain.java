package io.stackblaze.heroku.emulator.account;

import java.time.Instant;
import java.util.UUID;

/**
 * Where an app's log is sent.
 *
 * @param id its number
 * @param url address
 * @param createdAt when it was added
 */
public record Drain(UUID id, String url, Instant createdAt) {
    /** Its token in the log. */
    public String token() {
        return "d." + Ids.of("drain", id.toString());
    }
}
