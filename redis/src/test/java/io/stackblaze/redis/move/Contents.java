package io.stackblaze.redis.move;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.lettuce.core.Range;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.sync.RedisCommands;
import io.stackblaze.redis.move.wire.Command;

/** All that a server holds, read in another way than the move does: key -> type and value, as text. */
final class Contents {
    private Contents() {}

    static Map<String, String> of(TestRedis server) {
        var commands = server.commands();
        var all = new TreeMap<String, String>();
        for (int database = 0; database < 3; database++) {
            commands.select(database);
            var cursor = ScanCursor.INITIAL;
            do {
                var page = commands.scan(cursor, ScanArgs.Builder.limit(1000));
                for (byte[] key : page.getKeys()) {
                    var type = commands.type(key);
                    if (!type.equals("none")) {
                        all.put(database + "/" + text(key), type + " " + value(commands, key, type)
                                + (commands.pttl(key) > 0 ? " expires" : ""));
                    }
                }
                cursor = page;
            } while (!cursor.isFinished());
        }
        return all;
    }

    /** How many keys its first database has; 0 while it does not answer. */
    static long count(TestRedis server) {
        try (var connection = server.endpoint().connect(Duration.ofSeconds(2))) {
            return connection.ask(Command.of("DBSIZE")).number();
        } catch (IOException _) {
            return 0;
        }
    }

    private static String value(RedisCommands<byte[], byte[]> commands, byte[] key, String type) {
        return switch (type) {
            case "string" -> text(commands.get(key));
            case "list" -> commands.lrange(key, 0, -1).stream().map(Contents::text).toList().toString();
            case "set" -> commands.smembers(key).stream().map(Contents::text).sorted().toList().toString();
            case "zset" -> commands.zrangeWithScores(key, 0, -1).stream()
                    .map(one -> text(one.getValue()) + "=" + one.getScore()).toList().toString();
            case "hash" -> {
                var fields = new TreeMap<String, String>();
                commands.hgetall(key).forEach((field, value) -> fields.put(text(field), text(value)));
                yield fields.toString();
            }
            default -> stream(commands, key);
        };
    }

    private static String stream(RedisCommands<byte[], byte[]> commands, byte[] key) {
        var parts = new ArrayList<String>();
        commands.xrange(key, Range.unbounded()).forEach(message -> {
            var fields = new HashMap<String, String>();
            message.getBody().forEach((field, value) -> fields.put(text(field), text(value)));
            parts.add(message.getId() + fields);
        });
        for (Object group : commands.xinfoGroups(key)) {
            var facts = (List<?>) group;
            parts.add(text((byte[]) facts.get(1)) + " at " + text((byte[]) facts.get(7)) + " pending " + commands
                    .xpending(key, (byte[]) facts.get(1), Range.unbounded(), io.lettuce.core.Limit.from(10_000))
                    .stream()
                    .map(one -> one.getId() + one.getConsumer() + one.getRedeliveryCount()).toList());
        }
        return parts.toString();
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
