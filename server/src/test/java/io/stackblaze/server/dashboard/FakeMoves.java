package io.stackblaze.server.dashboard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.stackblaze.server.move.MoveView;

/** Moves that a test puts in; writes down what was asked of them. */
final class FakeMoves implements MoveControl {
    final Map<String, MoveView> views = new ConcurrentHashMap<>();
    final List<String> asked = new CopyOnWriteArrayList<>();

    void put(MoveView view) {
        views.put(view.id(), view);
    }

    @Override
    public boolean any() {
        return !views.isEmpty();
    }

    @Override
    public List<MoveView> list() {
        return List.copyOf(views.values());
    }

    @Override
    public Optional<MoveView> find(String idOrName) {
        return views.values().stream().filter(view -> view.id().equals(idOrName) || view.name().equals(idOrName))
                .findFirst();
    }

    @Override
    public Optional<String> report(String id) {
        return Optional.of("# Comparison <of> both");
    }

    @Override
    public void follow(String id, String by) {
        asked.add("follow by " + by);
    }

    @Override
    public void verify(String id, String by) {
        asked.add("verify by " + by);
    }

    @Override
    public void turn(String id, boolean back, String by) {
        asked.add(back ? "reverse" : "cutover");
    }

    @Override
    public void settle(String id, String confirm, String by) {
        asked.add("settle " + confirm);
    }

    @Override
    public void abort(String id, String confirm, String by) {
        asked.add("abort " + confirm);
    }
}
