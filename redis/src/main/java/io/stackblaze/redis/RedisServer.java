package io.stackblaze.redis;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A Redis (or Valkey) server as a thing we own. Its process outlives this one; a later object for the same folder finds
 * it
 * again. One thread at a time.
 */
public final class RedisServer {
    private final RedisSettings settings;

    /** Describes a server; nothing happens yet. */
    public RedisServer(RedisSettings settings) {
        this.settings = settings;
    }

    /** Starts it or adopts a running one; returns when it answers. Doing it again is cheap. */
    public void start() throws RedisException, InterruptedException {
        throw new RedisException(settings.toString());
    }

    /** Stops it, keeping what persistence promises. Fine when it does not run. */
    public void stop() throws RedisException, InterruptedException {
        throw new RedisException(settings.toString());
    }

    /** The server's process, if it runs: checked against pid reuse. */
    public Optional<ProcessHandle> process() {
        return Optional.empty();
    }

    /** Where its log is written. */
    public Path log() {
        return settings.directory().resolve("redis.log");
    }

    /** {@code Redis 7.0.15}, {@code Valkey 8.1.1}: what runs, or would. */
    public String version() {
        return settings.major();
    }

    /** Stops it and deletes its folder, data and all. */
    public void destroy() throws RedisException, InterruptedException {
        stop();
    }
}
