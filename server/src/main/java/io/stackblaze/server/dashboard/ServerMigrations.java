package io.stackblaze.server.dashboard;

import java.util.List;
import java.util.Optional;

import io.stackblaze.server.migration.Going;
import io.stackblaze.server.migration.MigrationChanges;
import io.stackblaze.server.migration.MigrationView;
import io.stackblaze.server.migration.MigrationViews;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Migrations of this server. */
public final class ServerMigrations implements MigrationControl {
    private final MigrationViews views;
    private final MigrationChanges changes;

    /** Over what can be seen and asked. */
    public ServerMigrations(MigrationViews views, MigrationChanges changes) {
        this.views = views;
        this.changes = changes;
    }

    @Override
    public boolean any() {
        return views.any();
    }

    @Override
    public List<MigrationView> list() {
        return views.list();
    }

    @Override
    public Optional<MigrationView> find(String idOrApp) {
        return views.find(idOrApp);
    }

    @Override
    public Optional<JsonNode> inspection(String id) {
        return views.inspection(id);
    }

    @Override
    public void next(String id, String by) {
        changes.next(id, Going.ON, by);
    }

    @Override
    public void cutover(String id, String by) {
        changes.cutover(id, Optional.empty(), by);
    }

    @Override
    public void rollback(String id, String by) {
        changes.rollback(id, by);
    }

    @Override
    public void settle(String id, String confirm, String by) {
        changes.settle(id, confirm, true, by);
    }

    @Override
    public void endWatch(String id, String confirm, String by) {
        changes.next(id, new Going(Optional.of(MigrationView.Word.WATCH), true, confirm, List.of(), Optional.empty()),
                by);
    }

    @Override
    public void fold(String id, String by) {
        changes.fold(id, by);
    }

    @Override
    public void abort(String id, String by) {
        changes.abort(id, by);
    }

    @Override
    public void pause(String id, String by) {
        changes.pause(id, by);
    }

    @Override
    public void resume(String id, String by) {
        changes.resume(id, by);
    }

    @Override
    public void approve(String id, @Nullable String comment, String by) {
        changes.approve(id, Optional.ofNullable(comment), by);
    }

    @Override
    public void share(String id, int percentHere, String by) {
        changes.share(id, percentHere, by);
    }
}
