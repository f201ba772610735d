package io.stackblaze.server.migration;

import java.util.List;
import java.util.Optional;

import io.stackblaze.server.migration.MigrationView.Word;

/**
 * How somebody wants to go on.
 *
 * @param expected the step that is meant; refused when another one is next
 * @param now ends watching before its hour is over
 * @param confirm the app's name, typed; needed for {@code now}
 * @param paths whose answers the rehearsal compares; empty for those of before
 * @param autoRollback whether the app goes back by itself when it is worse here; empty for what was said before
 */
public record Going(Optional<Word> expected, boolean now, String confirm, List<String> paths,
        Optional<Boolean> autoRollback) {
    /** Nothing but the next step. */
    public static final Going ON = new Going(Optional.empty(), false, "", List.of(), Optional.empty());

    /** Copies. */
    public Going {
        paths = List.copyOf(paths);
    }
}
