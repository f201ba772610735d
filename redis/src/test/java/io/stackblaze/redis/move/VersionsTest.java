package io.stackblaze.redis.move;

import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import io.lettuce.core.RestoreArgs;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Servers of different versions, which write values in different formats. */
class VersionsTest {
    @Test
    void movesFromAnOlderServer() throws Exception {
        moves(TestRedis.older(), TestRedis.newest());
    }

    @Test
    void movesToAnOlderServer() throws Exception {
        moves(TestRedis.newest(), TestRedis.older());
    }

    private static void moves(TestRedis from, TestRedis to) throws Exception {
        try (var scene = new Scene()) {
            var source = scene.with(from);
            var target = scene.with(to);
            new Writers(source, 200).write(5000, new Random(1));
            shapes(source);
            var move = scene.move(source, target);

            move.copy();
            assertThat(move.verify().differences()).isEmpty();
            move.cutOver(Freeze.none());

            assertThat(Contents.of(target)).isEqualTo(Contents.of(source)).isNotEmpty();
        }
    }

    /** One value of each encoding, small and large. */
    private static void shapes(TestRedis server) {
        var redis = server.commands();
        redis.set(bytes("int"), bytes("12345"));
        redis.set(bytes("long"), new byte[1 << 20]);
        for (int i : IntStream.range(0, 1000).toArray()) {
            redis.sadd(bytes("intset"), bytes("" + i % 100));
            redis.sadd(bytes("large set"), bytes("member" + i));
            redis.hset(bytes("large hash"), Map.of(bytes("field" + i), bytes("value" + i)));
            redis.zadd(bytes("large zset"), i / 7.0, bytes("member" + i));
            redis.rpush(bytes("large list"), bytes("item" + i));
            redis.xadd(bytes("large stream"), Map.of(bytes("field"), bytes("value" + i)));
        }
        redis.zadd(bytes("zset"), Double.POSITIVE_INFINITY, bytes("inf"));
        redis.zadd(bytes("zset"), Double.NEGATIVE_INFINITY, bytes("-inf"));
        redis.zadd(bytes("zset"), 0.1, bytes("tenth"));
        redis.xadd(bytes("emptied"), Map.of(bytes("a"), bytes("b")));
        redis.xtrim(bytes("emptied"), 0);
        redis.restore(bytes("lives an hour"), redis.dump(bytes("int")), new RestoreArgs().ttl(3_600_000));
    }

    private static byte[] bytes(String text) {
        return Writers.bytes(text);
    }
}
