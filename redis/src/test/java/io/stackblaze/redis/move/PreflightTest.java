package io.stackblaze.redis.move;

import io.stackblaze.redis.move.Preflight.Level;
import io.stackblaze.redis.move.RedisMoveException.Code;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PreflightTest {
    @Test
    void tellsWhatTheServersAreAndHowChangesFollow() throws Exception {
        try (var scene = new Scene()) {
            var source = scene.with(TestRedis.newest());
            var hiding = scene.with(TestRedis.hiding());
            var telling = scene.with(TestRedis.hiding("--notify-keyspace-events", "AKE"));
            var target = scene.with(TestRedis.newest());
            source.commands().set(Writers.bytes("key"), Writers.bytes("1"));

            var configurable = Inspection.of(source.endpoint(), target.endpoint(), true, true);
            var untold = Inspection.of(hiding.endpoint(), target.endpoint(), true, true);
            var told = Inspection.of(telling.endpoint(), target.endpoint(), true, false);

            assertThat(configurable.isGo()).isTrue();
            assertThat(configurable.followsEvents()).isTrue();
            assertThat(configurable.source().allKeys()).isEqualTo(1);
            assertThat(configurable.told(Level.NOTE)).contains("switched on for the move")
                    .contains("with 1 keys to Redis")
                    .contains("Replication by the server itself is allowed");
            assertThat(untold.followsEvents()).isFalse();
            assertThat(untold.told(Level.LIMIT)).contains("heroku redis:keyspace-notifications");
            assertThat(told.followsEvents()).isTrue();
            assertThat(Contents.of(hiding)).isEmpty();
        }
    }

    @Test
    void saysHowThePauseGrowsWithTheKeysOfASourceThatDoesNotTell() throws Exception {
        try (var scene = new Scene()) {
            var hiding = scene.with(TestRedis.hiding());
            var target = scene.with(TestRedis.newest());
            for (int i = 0; i < 300; i++) {
                hiding.commands().set(Writers.bytes("key" + i), Writers.bytes("1"));
            }
            assertThat(Inspection.of(hiding.endpoint(), target.endpoint(), true, true).told(Level.LIMIT))
                    .containsPattern("three rounds, about \\d+\\.\\d s for its 300 keys\\.");
        }
    }

    @Test
    void refusesATargetThatIsNotEmptyAndNamesItsKeys() throws Exception {
        try (var scene = new Scene()) {
            var source = scene.with(TestRedis.newest());
            var target = scene.with(TestRedis.newest());
            target.commands().set(Writers.bytes("user:\n1"), Writers.bytes("1"));
            var move = scene.move(source, target);

            assertThatThrownBy(move::copy).isInstanceOf(RedisMoveException.class)
                    .hasMessageContaining("database 0 has 1 keys, such as user:\\x0a1").extracting("code")
                    .isEqualTo(Code.REFUSED);
            assertThat(move.phase()).isEqualTo(RedisMove.Phase.NEW);
        }
    }

    @Test
    void refusesServersThatCannotBeMoved() throws Exception {
        try (var scene = new Scene()) {
            var source = scene.with(TestRedis.newest("--databases", "16"));
            var replica = scene.with(TestRedis.newest("--replicaof", "127.0.0.1", Integer.toString(source.port()),
                    "--masterauth", TestRedis.PASSWORD));
            var small = scene.with(TestRedis.newest("--databases", "2", "--maxmemory", "1mb"));
            var redis = source.commands();
            redis.select(3);
            redis.set(Writers.bytes("large"), new byte[4 << 20]);

            assertThat(stops(source, source)).contains("same server");
            assertThat(stops(replica, small)).contains("source is a replica");
            assertThat(stops(source, replica)).contains("target is a replica");
            assertThat(stops(source, small)).contains("database 3, which the target has not").contains("more memory");
        }
    }

    @Test
    void saysWhyAServerCannotBeReached() throws Exception {
        try (var scene = new Scene()) {
            var source = scene.with(TestRedis.newest());
            var target = scene.with(TestRedis.newest());
            var stranger = new RedisEndpoint("127.0.0.1", source.port(), "", "sesame", RedisEndpoint.Tls.NONE);
            var patience = MoveSettings.usual();
            var denied = scene.move(stranger, target.endpoint(), patience);

            assertThatThrownBy(denied::preflight).hasMessageContaining("Check user and password")
                    .hasMessageNotContaining("sesame").extracting("code").isEqualTo(Code.DENIED);
        }
    }

    private static String stops(TestRedis source, TestRedis target) throws Exception {
        return Inspection.of(source.endpoint(), target.endpoint(), true, true).told(Level.STOP);
    }
}
