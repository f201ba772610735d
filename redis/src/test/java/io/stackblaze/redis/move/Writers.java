package io.stackblaze.redis.move;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import io.lettuce.core.Consumer;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.sync.RedisCommands;

/** Apps that write values of all types to a server, again and again to the same keys, until they are stopped. */
final class Writers implements Freeze {
    private static final int THREADS = 2;

    private final TestRedis server;
    private final int keys;
    private final LongAdder written = new LongAdder();
    private final List<Future<?>> threads = new ArrayList<>();
    private ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private AtomicBoolean wanted = new AtomicBoolean();

    Writers(TestRedis server, int keys) {
        this.server = server;
        this.keys = keys;
    }

    Writers start() {
        wanted = new AtomicBoolean(true);
        executor = Executors.newVirtualThreadPerTaskExecutor();
        for (int i = 0; i < THREADS; i++) {
            var random = new Random(i);
            var commands = server.commands();
            var mine = wanted;
            threads.add(executor.submit(() -> {
                while (mine.get()) {
                    write(commands, random);
                }
            }));
        }
        return this;
    }

    /** Writes from this thread. */
    void write(int times, Random random) {
        var commands = server.commands();
        for (int i = 0; i < times; i++) {
            write(commands, random);
        }
    }

    long written() {
        return written.sum();
    }

    @Override
    public void begin() throws InterruptedException {
        wanted.set(false);
        executor.shutdown();
        if (!executor.awaitTermination(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the writers do not end");
        }
        try {
            for (Future<?> thread : threads) {
                thread.get();
            }
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        threads.clear();
    }

    @Override
    public void end() {
        start();
    }

    /** One of many ways to change some key of any type. */
    void write(RedisCommands<byte[], byte[]> redis, Random random) {
        var name = random.nextInt(keys);
        redis.select(random.nextInt(10) == 0 ? 2 : 0);
        var member = bytes("m\0\r\n" + random.nextInt(200));
        try {
            switch (random.nextInt(16)) {
                case 0 -> redis.set(key("string", name), random(random, 100));
                case 1 -> redis.append(key("string", name), random(random, 5));
                case 2 -> redis.incr(key("counter", name));
                case 3 -> redis.rpush(key("list", name), member, random(random, 10));
                case 4 -> redis.lpop(key("list", name));
                case 5 -> redis.sadd(key("set", name), member);
                case 6 -> redis.srem(key("set", name), member);
                case 7 -> redis.zadd(key("zset", name), random.nextGaussian(), member);
                case 8 -> redis.hset(key("hash", name), Map.of(member, random(random, 20)));
                case 9 -> redis.hdel(key("hash", name), member);
                case 10 -> redis.xadd(key("stream", name % 10), Map.of(member, random(random, 8)));
                case 11 -> read(redis, key("stream", name % 10));
                case 12 -> redis.pfadd(key("loglog", name), member);
                case 13 -> redis.del(key(random.nextBoolean() ? "hash" : "string", name));
                case 14 -> redis.pexpire(key("string", name), random.nextBoolean() ? 3_600_000 : 50);
                default -> redis.rename(key("set", name), key("set", random.nextInt(keys)));
            }
        } catch (RedisCommandExecutionException e) {
            if (!String.valueOf(e.getMessage()).contains("no such key")) {
                throw e;
            }
        }
        written.increment();
    }

    /** Reading of a group changes the stream, and no event tells. */
    @SuppressWarnings("unchecked") // an array of a generic type, made by the compiler
    static void read(RedisCommands<byte[], byte[]> redis, byte[] stream) {
        try {
            redis.xgroupCreate(XReadArgs.StreamOffset.from(stream, "0"), bytes("group"),
                    io.lettuce.core.XGroupCreateArgs.Builder.mkstream());
        } catch (RedisCommandExecutionException _) {
            // It is there.
        }
        var read = redis.xreadgroup(Consumer.from(bytes("group"), bytes("reader")), XReadArgs.Builder.count(3),
                XReadArgs.StreamOffset.lastConsumed(stream));
        if (!read.isEmpty()) {
            redis.xack(stream, bytes("group"), read.getFirst().getId());
        }
    }

    private static byte[] key(String type, int number) {
        return bytes(type + ":\0ä\r\n:" + number);
    }

    private static byte[] random(Random random, int most) {
        var bytes = new byte[random.nextInt(most) + 1];
        random.nextBytes(bytes);
        return bytes;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
