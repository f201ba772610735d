package io.stackblaze.server.dashboard;

import java.util.List;
import java.util.Optional;

import io.stackblaze.server.move.MoveChanges;
import io.stackblaze.server.move.MoveView;
import io.stackblaze.server.move.MoveViews;

/**
 * Moves of this server.
 *
 * @param views what can be seen
 * @param changes what can be asked
 */
public record ServerMoves(MoveViews views, MoveChanges changes) implements MoveControl {
    @Override
    public boolean any() {
        return views.any();
    }

    @Override
    public List<MoveView> list() {
        return views.list();
    }

    @Override
    public Optional<MoveView> find(String idOrName) {
        return views.find(idOrName);
    }

    @Override
    public Optional<String> report(String id) {
        return views.report(id, true);
    }

    @Override
    public void follow(String id, String by) {
        changes.follow(id, by);
    }

    @Override
    public void verify(String id, String by) {
        changes.verify(id, by);
    }

    @Override
    public void turn(String id, boolean back, String by) {
        changes.turn(id, back, true, 0, by);
    }

    @Override
    public void settle(String id, String confirm, String by) {
        changes.settle(id, confirm, by);
    }

    @Override
    public void abort(String id, String confirm, String by) {
        changes.abort(id, confirm, by);
    }
}
