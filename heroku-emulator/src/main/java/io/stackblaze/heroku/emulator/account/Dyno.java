package io.stackblaze.heroku.emulator.account;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A dyno: one running copy of a process type, a one-off command, or a run of a scheduler job.
 *
 * @param id changes with each restart
 * @param name {@code web.1}; {@code web-12a34b56d-e78f9} on Fir
 * @param type {@code web}, {@code run}, {@code scheduler}, {@code release}
 * @param command what it runs
 * @param size its size
 * @param state {@code starting}, {@code up}, {@code crashed} or {@code down}
 * @param release version that it runs
 * @param variables what a one-off command gets beside the config vars
 * @param createdAt when it was made
 * @param updatedAt when its state changed
 */
public record Dyno(UUID id, String name, String type, String command, String size, String state, int release,
        Map<String, String> variables, Instant createdAt, Instant updatedAt) {
    Dyno inState(String next, Instant now) {
        return new Dyno(id, name, type, command, size, next, release, variables, createdAt, now);
    }

    /** Whether it belongs to the formation, and so is started anew when it ends. */
    public boolean isFormed() {
        return !type.equals("run") && !type.equals("scheduler") && !type.equals("release");
    }
}
