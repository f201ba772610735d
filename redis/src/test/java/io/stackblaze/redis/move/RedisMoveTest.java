package io.stackblaze.redis.move;

import java.util.Random;

import io.stackblaze.redis.move.RedisMove.Phase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Writers of all types write all the time, also while sides change; at the end both sides are equal. */
class RedisMoveTest {
    @Test
    void losesNoWriteThatEventsTell() throws Exception {
        losesNoWrite(TestRedis.newest(), MoveSettings.usual());
    }

    @Test
    void losesNoWriteThatNobodyTells() throws Exception {
        losesNoWrite(TestRedis.hiding(), MoveSettings.usual());
    }

    @Test
    void losesNoWriteWithValuesInPieces() throws Exception {
        losesNoWrite(TestRedis.newest(), MoveSettings.usual().withLargeBytes(300));
    }

    @Test
    void losesNoWriteThatNobodyTellsWithValuesInPieces() throws Exception {
        losesNoWrite(TestRedis.hiding(), MoveSettings.usual().withLargeBytes(300));
    }

    private static void losesNoWrite(TestRedis from, MoveSettings settings) throws Exception {
        try (var scene = new Scene()) {
            var source = scene.with(from);
            var target = scene.with(TestRedis.newest());
            var writers = new Writers(source, 300);
            writers.write(3000, new Random(1));
            writers.start();
            var move = scene.move(source.endpoint(), target.endpoint(), settings);

            move.copy();
            for (int i = 0; i < 3; i++) {
                move.sync();
            }
            move.verify();
            var verification = move.cutOver(writers);

            assertThat(verification.isEqual()).isTrue();
            assertThat(move.phase()).isEqualTo(Phase.SWITCHED);
            assertThat(Contents.of(target)).isEqualTo(Contents.of(source)).isNotEmpty();
            assertThat(writers.written()).isGreaterThan(3000);

            var others = new Writers(target, 300).start();
            for (int i = 0; i < 3; i++) {
                move.sync();
            }
            move.rollBack(others);

            assertThat(move.phase()).isEqualTo(Phase.FOLLOWING);
            assertThat(Contents.of(source)).isEqualTo(Contents.of(target)).isNotEmpty();
            assertThat(others.written()).isPositive();
        }
    }
}
