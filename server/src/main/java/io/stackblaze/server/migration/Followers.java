package io.stackblaze.server.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the datastores of each migration in step that is between sync and settle. Whether that is wanted is kept in the
 * database. Any thread may use it.
 */
final class Followers implements AutoCloseable {
    private final Migrations migrations;
    private final Moves moves;
    private final SyncBoard board;
    private final Keeping keeping;

    Followers(Migrations migrations, Moves moves, SyncBoard board) {
        this.migrations = migrations;
        this.moves = moves;
        this.board = board;
        this.keeping = new Keeping("followers", this::wanted);
    }

    void start() {
        keeping.start();
    }

    /** From now on its datastores are kept in step. */
    void follow(Migration migration) {
        migrations.follow(migration.id(), true);
        keeping.reconcile();
    }

    /** Returns when nobody works on its datastores any more, and nobody will until {@link #follow}. */
    void stop(Migration migration) throws InterruptedException {
        migrations.follow(migration.id(), false);
        keeping.stop(migration.id());
    }

    private List<Keeping.Kept> wanted() {
        var wanted = new ArrayList<Keeping.Kept>();
        for (var migration : migrations.list()) {
            if (migration.following() && migration.finishedAt() == null) {
                migration.stores().forEach(store -> wanted.add(new Followed(migration, store)));
            }
        }
        return wanted;
    }

    /** One datastore of a migration. */
    private final class Followed implements Keeping.Kept {
        private final String migration;
        private final Fact.Store store;
        private final SyncBoard.Line line;

        Followed(Migration migration, Fact.Store store) {
            this.migration = migration.id();
            this.store = store;
            this.line = board.line(migration, store);
        }

        @Override
        public String owner() {
            return migration;
        }

        @Override
        public String name() {
            return store.service();
        }

        @Override
        public Moving open() throws MovingException, InterruptedException {
            return moves.open(migrations.get(migration), store);
        }

        @Override
        public void followed(Moving.Side live, Moving.Round round, Duration behind) {
            line.followed(live == Moving.Side.THERE ? Gates.FORTH : Gates.BACK, round.changes(), behind);
        }

        @Override
        public void fault(String text) {
            line.fault(text);
        }
    }

    @Override
    public void close() {
        keeping.close();
    }
}
