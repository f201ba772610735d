package io.stackblaze.cli.move;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.platform.Home;
import io.stackblaze.cli.terminal.Screen;
import io.stackblaze.cli.terminal.StatusLine;
import io.stackblaze.cli.terminal.Words;
import io.stackblaze.redis.move.MoveListener;
import io.stackblaze.redis.move.MoveSettings;
import io.stackblaze.redis.move.Progress;
import io.stackblaze.redis.move.RedisEndpoint;
import io.stackblaze.redis.move.RedisMove;
import io.stackblaze.redis.move.RedisMoveException;

/**
 * The move of one Redis that commands work on. What must be remembered is in a journal below the home; a lock beside
 * it lets one command at a time at it.
 */
final class RedisWork implements AutoCloseable {
    /** What a command does with the move. */
    interface Body {
        int run(RedisWork work) throws RedisMoveException, InterruptedException, Failure;
    }

    private final Call call;
    private final RedisEndpoint target;
    private final RedisMove move;
    private final FileChannel lock;
    private final StatusLine line;

    private RedisWork(Call call, RedisEndpoint source, RedisEndpoint target, Path journal, FileChannel lock)
            throws RedisMoveException {
        this.call = call;
        this.target = target;
        this.lock = lock;
        this.line = new StatusLine(call.screen());
        this.move = new RedisMove(source, target, journal, MoveSettings.usual(), new MoveListener() {
            @Override
            public void progress(Progress progress) {
                show(progress);
            }

            @Override
            public void note(String text) {
                clear();
                call.screen().note("  " + text);
            }
        }, call.context().clock());
    }

    /** Does something with the move that the two words name. */
    static int with(Call call, Body body) throws Failure, IOException, InterruptedException {
        var source = read(Word.url(call, 0));
        var target = read(Word.url(call, 1));
        if (source.shown().equals(target.shown())) {
            throw Failure.of("Source and target are the same server, " + source.shown() + ".");
        }
        var folder = Home.of(call).folder().resolve("moves");
        Files.createDirectories(folder);
        var journal = folder.resolve("redis-" + name(source.shown() + " " + target.shown()));
        try (var work = new RedisWork(call, source, target, journal, lock(journal))) {
            return body.run(work);
        } catch (RedisMoveException e) {
            var message = String.valueOf(e.getMessage());
            throw switch (e.code()) {
                case UNREACHABLE -> Failure.unreachable(message);
                case DENIED -> Failure.notAllowed(message);
                default -> Failure.of(message);
            };
        }
    }

    private static RedisEndpoint read(String url) throws Failure {
        try {
            return RedisEndpoint.parse(url);
        } catch (IllegalArgumentException e) {
            throw Failure.of(String.valueOf(e.getMessage()), "Like this: rediss://USER:PASSWORD@HOST:PORT",
                    "With a certificate that nobody signed, as at Heroku: rediss://...?ssl_cert_reqs=none");
        }
    }

    private static String name(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FileChannel lock(Path journal) throws IOException, Failure {
        var channel = FileChannel.open(journal.resolveSibling(journal.getFileName() + ".lock"),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException _) {
            // Told below.
        }
        channel.close();
        throw Failure.of("Another command works on this move, such as one that follows.",
                "End that one with Ctrl-C; nothing is lost, the next command catches up.");
    }

    RedisMove move() {
        return move;
    }

    /** Host and port of the target. */
    String target() {
        return target.shown();
    }

    Screen screen() {
        return call.screen();
    }

    /** Prints what a command came to. */
    void result(String text) throws RedisMoveException {
        clear();
        var phase = move.phase().name().toLowerCase(Locale.ROOT);
        screen().result(call.json() ? Json.write(Json.object().put("phase", phase).put("message", text)) : text);
    }

    private void show(Progress progress) {
        var left = progress.left().filter(time -> !time.isZero()).map(time -> ", " + Words.of(time) + " left")
                .orElse("");
        line.show("  %s: %d of %s, %s, %d keys/s%s".formatted(progress.step(), progress.done(),
                Words.count(progress.total(), "key"), Words.bytes(progress.bytes()), progress.rate(), left));
    }

    /** A line that stands in place of the one before it, for what goes on and on. */
    void status(String state, Duration every) throws InterruptedException {
        line.show("  " + state);
        Thread.sleep(every);
    }

    void clear() {
        line.clear();
    }

    @Override
    public void close() throws IOException {
        clear();
        move.close();
        lock.close();
    }
}
