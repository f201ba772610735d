package io.stackblaze.server.migration;

import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;

/** On which side the app is, and how all its datastores come to one side after something failed. */
final class Sides {
    private static final Moving.Around NOTHING = new Moving.Around() {
        @Override
        public void before() {}

        @Override
        public void within() {}
    };

    private final Migrations migrations;
    private final Moves moves;

    Sides(Migrations migrations, Moves moves) {
        this.migrations = migrations;
        this.moves = moves;
    }

    /**
     * Whether visitors may have been let in here: that is written down, and the datastores say so too. What does not
     * answer is asked again later.
     */
    boolean isHere(Migration migration) throws StepFailure, InterruptedException {
        return migrations.get(migration.id()).isHere() && !is(migration, Moving.Side.THERE);
    }

    /** The same of Heroku. */
    boolean isThere(Migration migration) throws StepFailure, InterruptedException {
        return !migrations.get(migration.id()).isHere() && !is(migration, Moving.Side.HERE);
    }

    private boolean is(Migration migration, Moving.Side side) throws StepFailure, InterruptedException {
        for (var store : migration.stores()) {
            try (var move = moves.open(migration, store)) {
                if (move.side() == side) {
                    return true;
                }
            } catch (MovingException e) {
                throw e.failure();
            }
        }
        return false;
    }

    /**
     * Brings every datastore to one side and lets writers in there; for when requests are led nowhere else. One that
     * cannot be brought is told, and does not keep others from it.
     */
    void bring(StepContext context, Migration migration, Moving.Side side) throws StepFailure, InterruptedException {
        for (var store : migration.stores().reversed()) {
            try (var move = moves.open(migration, store)) {
                if (move.side() == side) {
                    move.recover();
                } else if (side == Moving.Side.HERE) {
                    move.cutOver(NOTHING);
                } else if (move.side() == Moving.Side.HERE) {
                    move.cutBack(NOTHING);
                }
            } catch (MovingException e) {
                if (e.isPassing()) {
                    throw e.failure();
                }
                context.log(e.message());
                migrations.note(migration.id(), context.by(), "could not bring " + store.service() + ": "
                        + e.message());
            }
        }
    }
}
