package io.stackblaze.server.move;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import io.stackblaze.server.datastore.DatastoreViews;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.Operations;
import io.stackblaze.server.secret.Random;
import tools.jackson.databind.json.JsonMapper;

/** The parts of moves, put together. */
public final class MoveParts implements AutoCloseable {
    private final MoveRows rows;
    private final MoveBoard board;
    private final MoveOpener opener;
    private final MoveFollowers followers;

    /** What people use. */
    public record Desk(MoveViews views, MoveChanges changes, MoveRoutes routes) {}

    /**
     * Puts them together; nothing runs yet.
     *
     * @param journals folder in which moves of Redis remember where they are
     */
    public MoveParts(MoveRows rows, DatastoreViews datastores, Path journals, Clock clock) {
        this.rows = rows;
        this.board = new MoveBoard(clock);
        this.opener = new MoveOpener(rows, board, datastores, journals, clock);
        this.followers = new MoveFollowers(rows, opener, board);
    }

    /** The kinds of operation that they are made of. */
    public List<Kind> kinds() {
        return MoveOperation.all(new MoveSteps(rows, opener, board, followers));
    }

    /** What people use, over the operations that are made of these kinds. */
    public Desk desk(Operations operations, JsonMapper json, Random random) {
        var views = new MoveViews(rows, board, operations);
        var changes = new MoveChanges(rows, views, operations, json, random);
        return new Desk(views, changes, new MoveRoutes(changes, views));
    }

    /** Goes on following. */
    public void start() {
        followers.start();
    }

    /** Leaves them as they are; the next server goes on. */
    @Override
    public void close() {
        followers.close();
    }
}
