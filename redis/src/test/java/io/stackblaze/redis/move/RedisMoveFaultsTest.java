package io.stackblaze.redis.move;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.stackblaze.redis.move.RedisMove.Phase;
import io.stackblaze.redis.move.RedisMoveException.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What breaks while a move goes on. */
class RedisMoveFaultsTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void survivesCutConnections(boolean tells) throws Exception {
        try (var scene = new Scene(); var cutting = Executors.newSingleThreadScheduledExecutor()) {
            var source = scene.with(tells ? TestRedis.newest() : TestRedis.hiding());
            var target = scene.with(TestRedis.newest());
            var toSource = scene.with(new CuttingProxy(source.port()));
            var toTarget = scene.with(new CuttingProxy(target.port()));
            var writers = new Writers(source, 200);
            writers.write(1500, new Random(2));
            writers.start();
            var move = scene.move(source.endpoint(toSource.port()), target.endpoint(toTarget.port()),
                    MoveSettings.usual());
            var _ = cutting.scheduleAtFixedRate(() -> cut(toSource, toTarget), 60, 250, TimeUnit.MILLISECONDS);

            move.copy();
            for (int i = 0; i < 2; i++) {
                move.sync();
            }
            cutting.shutdownNow();
            move.cutOver(writers);

            assertThat(Contents.of(target)).isEqualTo(Contents.of(source)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void copiesAnewToATargetThatWasKilledAndCameBackEmpty(boolean tells) throws Exception {
        try (var scene = new Scene(); var executor = Executors.newSingleThreadExecutor()) {
            var source = scene.with(tells ? TestRedis.newest() : TestRedis.hiding());
            var target = scene.with(TestRedis.newest());
            var writers = new Writers(source, 1000);
            writers.write(3000, new Random(3));
            var move = scene.move(source, target);
            var copying = executor.submit(() -> move.copy());
            while (Contents.count(target) < 500 && !copying.isDone()) {
                Thread.onSpinWait();
            }
            target.kill();
            target.restart();
            copying.get();
            move.sync();

            target.kill();
            target.restart();
            move.cutOver(Freeze.none());

            assertThat(Contents.of(target)).isEqualTo(Contents.of(source)).isNotEmpty();
        }
    }

    @Test
    void goesOnWhereAKilledMoverWasAtEveryStep() throws Exception {
        try (var scene = new Scene()) {
            var source = scene.with(TestRedis.newest());
            var target = scene.with(TestRedis.newest());
            var writers = new Writers(source, 300);
            writers.write(3000, new Random(4));
            killed("Copying", dying -> scene.move(source, target, dying).copy());
            writers.write(100, new Random(40));
            killed("Comparing", dying -> scene.move(source, target, dying).copy());
            writers.write(1000, new Random(5));
            var second = scene.move(source, target);
            assertThat(second.phase()).isEqualTo(Phase.COPYING);
            second.copy();
            writers.write(1000, new Random(6));
            scene.move(source, target).sync();
            writers.write(1000, new Random(7));
            killed("Comparing", dying -> scene.move(source, target, dying).cutOver(Freeze.none()));
            writers.write(100, new Random(41));
            killed("Verifying", dying -> scene.move(source, target, dying).cutOver(Freeze.none()));
            writers.write(100, new Random(42));
            scene.move(source, target).cutOver(Freeze.none());
            var others = new Writers(target, 300);
            others.write(1000, new Random(8));
            killed("Verifying", dying -> scene.move(source, target, dying).rollBack(Freeze.none()));
            others.write(100, new Random(43));
            scene.move(source, target).rollBack(Freeze.none());

            assertThat(Contents.of(source)).isEqualTo(Contents.of(target)).isNotEmpty();
        }
    }

    @Test
    void carriesWhatNoEventTells() throws Exception {
        try (var scene = new Scene()) {
            var source = scene.with(TestRedis.newest());
            var target = scene.with(TestRedis.newest());
            var redis = source.commands();
            redis.set(Writers.bytes("old"), Writers.bytes("1"));
            redis.xadd(Writers.bytes("jobs"), Writers.bytes("a"), Writers.bytes("b"));
            redis.select(1);
            redis.set(Writers.bytes("gone"), Writers.bytes("1"));
            redis.select(0);
            var move = scene.move(source, target);
            move.copy();
            move.verify();
            Writers.read(redis, Writers.bytes("jobs"));
            redis.xadd(Writers.bytes("jobs"), Writers.bytes("c"), Writers.bytes("d"));
            move.sync();
            Writers.read(redis, Writers.bytes("jobs"));
            redis.select(1);
            move.sync();
            redis.flushdb();
            redis.functionLoad("#!lua name=mine\nredis.register_function('one', function() return 1 end)");

            move.cutOver(Freeze.none());

            assertThat(Contents.of(target)).isEqualTo(Contents.of(source)).containsOnlyKeys("0/old", "0/jobs");
            assertThat(target.commands().functionList()).hasSize(1);
        }
    }

    @Test
    void staysWhereItIsWhenSomebodyStillWrites() throws Exception {
        try (var scene = new Scene()) {
            var source = scene.with(TestRedis.newest());
            var target = scene.with(TestRedis.newest());
            var writers = new Writers(source, 20).start();
            var move = scene.move(source, target);
            move.copy();

            assertThatThrownBy(() -> move.cutOver(Freeze.none())).isInstanceOf(RedisMoveException.class)
                    .hasMessageContaining("still writes").extracting("code").isEqualTo(Code.STILL_WRITTEN);

            assertThat(move.phase()).isEqualTo(Phase.FOLLOWING);
            writers.begin();
            move.cutOver(Freeze.none());
            assertThat(Contents.of(target)).isEqualTo(Contents.of(source)).isNotEmpty();
        }
    }

    @Test
    void leavesTheSourceAsItWasWhenAborted() throws Exception {
        try (var scene = new Scene()) {
            var source = scene.with(TestRedis.newest());
            var target = scene.with(TestRedis.newest("--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"));
            new Writers(source, 100).write(500, new Random(9));
            var before = Contents.of(source);
            var settings = source.commands().configGet("*");
            scene.move(source, target).copy();
            assertThat(source.commands().configGet("notify-keyspace-events")).containsValue("AK");
            assertThat(target.commands().configGet("maxmemory-policy")).containsValue("noeviction");

            scene.move(source, target).abort();

            assertThat(source.commands().configGet("*")).isEqualTo(settings);
            assertThat(target.commands().configGet("maxmemory-policy")).containsValue("allkeys-lru");
            assertThat(Contents.of(target)).isEmpty();
            assertThat(Contents.of(source).keySet()).isSubsetOf(before.keySet());
        }
    }

    /** Ends a move in the middle of a step, with no chance to tidy up. */
    private static void killed(String step, Killed move) {
        assertThatThrownBy(() -> move.run(progress -> {
            if (progress.step().equals(step)) {
                throw new IllegalStateException("killed");
            }
        })).hasMessageContaining("killed");
    }

    private interface Killed {
        void run(MoveListener dying) throws Exception;
    }

    private static void cut(CuttingProxy... networks) {
        try {
            for (CuttingProxy network : networks) {
                network.cut();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
