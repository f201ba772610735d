package io.stackblaze.redis.move;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.stackblaze.redis.move.RedisMove.Phase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class RedisMoveTest {
    private final List<AutoCloseable> opened = new ArrayList<>();
    @TempDir
    Path folder = Path.of("");

    @AfterEach
    void end() throws Exception {
        for (var one : opened.reversed()) {
            one.close();
        }
    }

    @Test
    void losesNoWriteThatEventsTell() throws Exception {
        losesNoWrite(started(TestRedis.newest()), started(TestRedis.newest()));
    }

    @Test
    void losesNoWriteThatNobodyTells() throws Exception {
        losesNoWrite(started(TestRedis.hiding()), started(TestRedis.newest()));
    }

    @Test
    void losesNoWriteWithValuesInPieces() throws Exception {
        losesNoWrite(started(TestRedis.newest()), started(TestRedis.newest()),
                MoveSettings.usual().withLargeBytes(300));
    }

    @Test
    void losesNoWriteThatNobodyTellsWithValuesInPieces() throws Exception {
        losesNoWrite(started(TestRedis.hiding()), started(TestRedis.newest()),
                MoveSettings.usual().withLargeBytes(300));
    }

    private void losesNoWrite(TestRedis source, TestRedis target) throws Exception {
        losesNoWrite(source, target, MoveSettings.usual());
    }

    private void losesNoWrite(TestRedis source, TestRedis target, MoveSettings settings) throws Exception {
        var writers = new Writers(source, 300);
        var random = new Random(1);
        var commands = source.commands();
        for (int i = 0; i < 5000; i++) {
            writers.write(commands, random);
        }
        writers.start();
        var move = move(source, target, settings);

        move.copy();
        for (int i = 0; i < 5; i++) {
            move.sync();
        }
        move.verify();
        var verification = move.cutOver(writers);

        assertThat(verification.isEqual()).isTrue();
        assertThat(move.phase()).isEqualTo(Phase.SWITCHED);
        assertThat(Contents.of(target)).isEqualTo(Contents.of(source)).isNotEmpty();
        assertThat(writers.written()).isGreaterThan(5000);

        var others = new Writers(target, 300).start();
        for (int i = 0; i < 3; i++) {
            move.sync();
        }
        move.rollBack(others);

        assertThat(move.phase()).isEqualTo(Phase.FOLLOWING);
        assertThat(Contents.of(source)).isEqualTo(Contents.of(target)).isNotEmpty();
        assertThat(others.written()).isPositive();
    }

    private RedisMove move(TestRedis source, TestRedis target, MoveSettings settings) throws Exception {
        var move = new RedisMove(source.endpoint(), target.endpoint(), folder.resolve("journal"),
                settings.withPatience(Duration.ofSeconds(20)), MoveListener.silent(), Clock.systemUTC());
        opened.add(move);
        return move;
    }

    private TestRedis started(TestRedis server) {
        opened.add(server);
        return server;
    }
}
