package io.stackblaze.server.dashboard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.stackblaze.server.migration.MigrationView;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Migrations that a test puts in; writes down what was asked of them. */
final class FakeMigrations implements MigrationControl {
    final Map<String, MigrationView> views = new ConcurrentHashMap<>();
    final Map<String, JsonNode> inspections = new ConcurrentHashMap<>();
    final List<String> asked = new CopyOnWriteArrayList<>();

    void put(MigrationView view) {
        views.put(view.id(), view);
    }

    @Override
    public boolean any() {
        return !views.isEmpty();
    }

    @Override
    public List<MigrationView> list() {
        return views.values().stream().sorted(java.util.Comparator.comparing(MigrationView::id)).toList();
    }

    @Override
    public Optional<MigrationView> find(String idOrApp) {
        return views.values().stream().filter(view -> view.id().equals(idOrApp) || view.app().equals(idOrApp))
                .findFirst();
    }

    @Override
    public Optional<JsonNode> inspection(String id) {
        return Optional.ofNullable(inspections.get(id));
    }

    @Override
    public void next(String id, String by) {
        asked.add("next " + id + " by " + by);
    }

    @Override
    public void cutover(String id, String by) {
        asked.add("cutover " + id);
    }

    @Override
    public void rollback(String id, String by) {
        asked.add("rollback " + id);
    }

    @Override
    public void settle(String id, String confirm, String by) {
        asked.add("settle " + id + " " + confirm);
    }

    @Override
    public void endWatch(String id, String confirm, String by) {
        asked.add("endWatch " + id + " " + confirm);
    }

    @Override
    public void fold(String id, String by) {
        asked.add("fold " + id);
    }

    @Override
    public void abort(String id, String by) {
        asked.add("abort " + id);
    }

    @Override
    public void pause(String id, String by) {
        asked.add("pause " + id);
    }

    @Override
    public void resume(String id, String by) {
        asked.add("resume " + id);
    }

    @Override
    public void approve(String id, @Nullable String comment, String by) {
        asked.add("approve " + id + ": " + comment);
    }

    @Override
    public void share(String id, int percentHere, String by) {
        asked.add("share " + id + " " + percentHere);
    }
}
