package io.stackblaze.redis.move;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.sandbox.Trees;

/** The servers, networks and moves of one test; all end with it. */
final class Scene implements AutoCloseable {
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Path folder = Files.createTempDirectory("redis scene");

    Scene() throws IOException {}

    <T extends AutoCloseable> T with(T one) {
        opened.add(one);
        return one;
    }

    RedisMove move(TestRedis source, TestRedis target) throws RedisMoveException {
        return move(source.endpoint(), target.endpoint(), MoveSettings.usual());
    }

    RedisMove move(TestRedis source, TestRedis target, MoveListener listener) throws RedisMoveException {
        return move(source.endpoint(), target.endpoint(), MoveSettings.usual(), listener);
    }

    RedisMove move(RedisEndpoint source, RedisEndpoint target, MoveSettings settings) throws RedisMoveException {
        return move(source, target, settings, MoveListener.silent());
    }

    /** A move, or the same one again. */
    private RedisMove move(RedisEndpoint source, RedisEndpoint target, MoveSettings settings, MoveListener listener)
            throws RedisMoveException {
        return with(new RedisMove(source, target, folder.resolve("journal"),
                settings.withPatience(Duration.ofSeconds(20)), listener, Clock.systemUTC()));
    }

    @Override
    public void close() throws IOException {
        for (var one : opened.reversed()) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
        Trees.delete(folder);
    }
}
