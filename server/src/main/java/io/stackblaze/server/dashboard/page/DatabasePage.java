package io.stackblaze.server.dashboard.page;

import java.time.Instant;
import java.util.Locale;

import io.stackblaze.server.datastore.DatastoreView;
import org.jspecify.annotations.Nullable;

/**
 * A database: how it is, and what of it can be restored.
 *
 * @param line what can be restored; null while nothing can
 * @param newest the newest moment, as the form takes it
 * @param as a name for a restored one that is free
 */
public record DatabasePage(Frame frame, Heading heading, DatastoreView.Detail database, @Nullable TimeLine line,
        @Nullable Instant newest, String as) {
    /** How its backups stand. */
    public State backups() {
        var backups = database.backups();
        return backups == null ? State.STOPPED : switch (backups.state()) {
            case STARTING -> State.CHANGING;
            case HEALTHY -> State.LIVE;
            case DEGRADED, BROKEN -> State.FAILING;
        };
    }

    /** The same in a word. */
    public String backupsWord() {
        var backups = database.backups();
        return backups == null ? "none" : backups.state().name().toLowerCase(Locale.ROOT);
    }
}
