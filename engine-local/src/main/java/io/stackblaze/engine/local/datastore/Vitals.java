package io.stackblaze.engine.local.datastore;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.redis.RedisServer;
import io.stackblaze.redis.move.wire.Command;

/**
 * What a datastore's server counts.
 *
 * @param bytes size of its data
 * @param connections sessions in it now
 * @param hits reads that found what they looked for, since it started
 * @param misses those that did not
 * @param done transactions or commands that ended, since it started
 */
public record Vitals(long bytes, int connections, long hits, long misses, long done) {
    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final String ASK = """
            SELECT pg_database_size(datid), numbackends, blks_hit, blks_read, xact_commit + xact_rollback
            FROM pg_stat_database WHERE datname = ?""";

    static Vitals of(PostgresServer server) throws SQLException {
        try (var session = server.session("postgres", Map.of("socketTimeout", Long.toString(SILENCE.toSeconds())));
                var ask = session.prepareStatement(ASK)) {
            ask.setString(1, server.settings().database());
            try (var row = ask.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("there is no database " + server.settings().database() + " yet");
                }
                return new Vitals(row.getLong(1), row.getInt(2), row.getLong(3), row.getLong(4), row.getLong(5));
            }
        }
    }

    static Vitals of(RedisServer server) throws IOException {
        try (var connection = server.endpoint().connect(SILENCE)) {
            var info = connection.ask(Command.of("INFO")).checked().text();
            return new Vitals(number(info, "used_memory"), (int) number(info, "connected_clients"),
                    number(info, "keyspace_hits"), number(info, "keyspace_misses"),
                    number(info, "total_commands_processed"));
        }
    }

    private static long number(String info, String field) {
        var found = Pattern.compile("(?m)^" + field + ":([0-9]+)").matcher(info);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }
}
