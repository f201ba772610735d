package io.stackblaze.postgres.move.follow;

import java.sql.SQLException;
import java.util.List;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.Sql;

/** Two small databases, one following the other. */
final class Pairs {
    private Pairs() {}

    static TriggerFollower following(Endpoint source, Endpoint target, BatchRule rule)
            throws SQLException, MoveException, InterruptedException {
        for (Endpoint side : List.of(source, target)) {
            try (var connection = side.connect()) {
                Sql.run(connection, "create table public.t (id int primary key)");
                Sql.run(connection, "create table public.keyless (what text)");
            }
        }
        var follower = new TriggerFollower(source, target, "forward", FollowTest.SETTINGS, rule);
        try (var start = follower.start().orElseThrow()) {
            start.copied();
        }
        return follower;
    }
}
