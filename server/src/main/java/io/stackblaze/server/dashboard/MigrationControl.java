package io.stackblaze.server.dashboard;

import java.util.List;
import java.util.Optional;

import io.stackblaze.server.migration.MigrationView;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the dashboard asks of migrations. Writes begin an operation or take effect at once; a refusal is a
 * {@link io.stackblaze.server.http.Problem}. Any thread may call; all calls block.
 */
public interface MigrationControl {
    /** Whether there is or was any, so that pages lead to them. Asked for every page. */
    boolean any();

    /** All, the newest first. */
    List<MigrationView> list();

    /** The one of that id, or the newest of that app. */
    Optional<MigrationView> find(String idOrApp);

    /** What was read at Heroku and what becomes of it, as {@code ReportJson} writes it; nothing before that step. */
    Optional<JsonNode> inspection(String id);

    /** Begins the next step. */
    void next(String id, String by);

    /** Begins the cut. */
    void cutover(String id, String by);

    /** Lets the app run at Heroku again. */
    void rollback(String id, String by);

    /** Ends watching before its hour is over; {@code confirm} is the name that was typed. */
    void endWatch(String id, String confirm, String by);

    /** Takes over what was changed at Heroku. */
    void fold(String id, String by);

    /** Ends the way back, even if 48 hours are not over; {@code confirm} is the name that was typed. */
    void settle(String id, String confirm, String by);

    /** Gives it up. */
    void abort(String id, String by);

    /** Lets no further step begin. */
    void pause(String id, String by);

    /** Lets steps begin again. */
    void resume(String id, String by);

    /** Says that a person has looked at it. */
    void approve(String id, @Nullable String comment, String by);

    /** Serves so many percent of the visitors here. */
    void share(String id, int percentHere, String by);
}
