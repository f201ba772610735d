package io.stackblaze.heroku.emulator.account;

import java.time.Instant;
import java.util.UUID;

/**
 * A host name of an app.
 *
 * @param id its number
 * @param hostname {@code www.example.com}
 * @param custom whether it is the team's own
 * @param createdAt when it was added
 */
public record Domain(UUID id, String hostname, boolean custom, Instant createdAt) {
    /** Where DNS must point, the same for as long as the domain is there. */
    public String target() {
        var digits = Ids.digits(id, 16);
        return "word-" + digits.substring(0, 4) + "-" + digits.substring(4) + ".herokudns.com";
    }
}
