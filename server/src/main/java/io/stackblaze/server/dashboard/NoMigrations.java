package io.stackblaze.server.dashboard;

import java.util.List;
import java.util.Optional;

import io.stackblaze.server.migration.MigrationView;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Where nothing is ever migrated. */
public final class NoMigrations implements MigrationControl {
    @Override
    public boolean any() {
        return false;
    }

    @Override
    public List<MigrationView> list() {
        return List.of();
    }

    @Override
    public Optional<MigrationView> find(String idOrApp) {
        return Optional.empty();
    }

    @Override
    public Optional<JsonNode> inspection(String id) {
        return Optional.empty();
    }

    @Override
    public void next(String id, String by) {}

    @Override
    public void cutover(String id, String by) {}

    @Override
    public void rollback(String id, String by) {}

    @Override
    public void settle(String id, String confirm, String by) {}

    @Override
    public void abort(String id, String by) {}

    @Override
    public void pause(String id, String by) {}

    @Override
    public void resume(String id, String by) {}

    @Override
    public void approve(String id, @Nullable String comment, String by) {}

    @Override
    public void share(String id, int percentHere, String by) {}
}
