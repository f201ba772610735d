package io.stackblaze.redis.move;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Connection;
import io.stackblaze.redis.move.wire.Reply;

/** Whether a server tells what changes, or can be made to. */
final class EventFlags {
    /** The name of the setting. */
    static final String SETTING = "notify-keyspace-events";

    private static final String ALL_CLASSES = "g$lshzxetd";
    private static final Duration ARRIVAL = Duration.ofSeconds(2);

    private EventFlags() {}

    /** How changes can be known. */
    enum Means {
        /** The server tells them already. */
        TOLD,
        /** It does not, but its setting can be changed. */
        CONFIGURABLE,
        /** It does not, and cannot be made to. */
        UNTOLD
    }

    /**
     * Finds out. Where the server hides its settings, one key of each type is written and removed, to see its events.
     *
     * @param mayConfigure whether changing the setting is allowed
     */
    static Means means(RedisEndpoint endpoint, boolean mayConfigure) throws IOException {
        try (var connection = endpoint.connect(ARRIVAL)) {
            var reply = connection.ask(Command.of("CONFIG", "GET", SETTING));
            if (reply.isFailure() || reply.items().isEmpty()) {
                return showsEvents(endpoint, connection) ? Means.TOLD : Means.UNTOLD;
            }
            var flags = reply.items().get(1).text();
            if (isComplete(flags)) {
                return Means.TOLD;
            }
            var isOurs = mayConfigure && !connection.ask(Command.of("CONFIG", "SET", SETTING, flags)).isFailure();
            return isOurs ? Means.CONFIGURABLE : Means.UNTOLD;
        }
    }

    /** The flags with those added that a move needs. */
    static String completed(String flags) {
        return isComplete(flags) ? flags : flags + "KA";
    }

    private static boolean isComplete(String flags) {
        return flags.contains("K") && (flags.contains("A")
                || ALL_CLASSES.chars().allMatch(one -> flags.indexOf(one) >= 0));
    }

    private static boolean showsEvents(RedisEndpoint endpoint, Connection writer) throws IOException {
        var name = "stackblaze:probe:" + UUID.randomUUID() + ":";
        var writes = List.of(Command.of("SET", name + "string", "1"), Command.of("RPUSH", name + "list", "1"),
                Command.of("SADD", name + "set", "1"), Command.of("ZADD", name + "zset", "1", "1"),
                Command.of("HSET", name + "hash", "1", "1"), Command.of("XADD", name + "stream", "*", "1", "1"));
        var waited = new HashSet<String>();
        try (var listener = endpoint.connect(ARRIVAL)) {
            if (listener.ask(Command.of("PSUBSCRIBE", "__keyspace@0__:" + name + "*")).isFailure()) {
                return false;
            }
            for (Command write : writes) {
                var key = write.words().get(1);
                for (String event : List.of(write.toString().toLowerCase(Locale.ROOT), "expire", "del")) {
                    waited.add("__keyspace@0__:" + new String(key, StandardCharsets.UTF_8) + " " + event);
                }
                for (Reply reply : writer.ask(List.of(write, Command.of("PEXPIRE").with(key).with("5000"),
                        Command.of("DEL").with(key)))) {
                    reply.checked();
                }
            }
            // The pong comes after all events of what was done before.
            listener.send(List.of(Command.of("PING", "end")));
            for (var words = List.<Reply>of(); words.size() != 2; words = listener.receive().items()) {
                if (words.size() == 4) {
                    waited.remove(words.get(2).text() + " " + words.get(3).text());
                }
            }
        }
        return waited.isEmpty();
    }
}
