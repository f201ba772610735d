package io.stackblaze.postgres.move.follow;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.TestServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** Every row is the same at the end, whatever happened on the way. */
@ExtendWith(TestServers.class)
final class OracleTest {
    private static final FollowSettings HASTY = new FollowSettings(Duration.ofMillis(200), Duration.ofSeconds(20),
            Duration.ofSeconds(2));
    private static final long SEED = Long.getLong("oracle.seed", 1);
    private Endpoint source;
    private Endpoint target;

    @BeforeEach
    void aShop() throws Exception {
        source = TestServers.database("16");
        target = TestServers.superuser(TestServers.database("17"));
        Shop.create(source);
        Shop.create(target);
        Shop.fill(source);
    }

    @Test
    void underLoad() throws Exception {
        try (var follower = new TriggerFollower(source, target, "forward", FollowTest.SETTINGS)) {
            assertThat(new Oracle(source, source, target, SEED).run(follower,
                    _ -> Oracle.follow(follower, Duration.ofSeconds(3)))).isEmpty();
        }
    }

    @Test
    void withAMoverThatDiesBetweenAnyTwoSteps() throws Exception {
        try (var follower = new TriggerFollower(source, target, "forward", FollowTest.SETTINGS,
                Oracle.mortal(SEED, 0.2))) {
            assertThat(new Oracle(source, source, target, SEED + 1).run(follower,
                    _ -> Oracle.follow(follower, Duration.ofSeconds(3)))).isEmpty();
        }
    }

    @Test
    void withAMoverThatIsKilled() throws Exception {
        var random = new Random(SEED);
        try (var follower = new TriggerFollower(source, target, "forward", FollowTest.SETTINGS)) {
            assertThat(new Oracle(source, source, target, SEED + 2).run(follower, _ -> {
                for (int kill = 0; kill < 3; kill++) {
                    var mover = MoverProcess.start(source, target, Method.TRIGGERS, "forward");
                    try (var said = mover.inputReader()) {
                        // It works; now at any moment.
                        assertThat(said.readLine()).isNotNull();
                        mover.waitFor(random.nextInt(400), TimeUnit.MILLISECONDS);
                    } finally {
                        mover.destroyForcibly().waitFor();
                    }
                }
            })).isEmpty();
        }
    }

    @Test
    void overANetworkThatIsCutSlowedAndMute() throws Exception {
        var random = new Random(SEED);
        try (var near = new Proxy(source);
                var far = new Proxy(target);
                var follower = new TriggerFollower(near.endpoint(), far.endpoint(), "forward", HASTY)) {
            var oracle = new Oracle(source, source, target, SEED + 3);
            assertThat(oracle.run(follower, _ -> {
                for (int i = 0; i < 5; i++) {
                    var proxy = random.nextBoolean() ? near : far;
                    var disturbing = Thread.ofVirtual().start(() -> proxy.disturb(random.nextInt(4)));
                    Oracle.follow(follower, Duration.ofMillis(500));
                    disturbing.join();
                    proxy.become(Proxy.State.FINE);
                }
            })).isEmpty();
        }
    }

    @Test
    void intoADatabaseThatLetsUsNotPlayAReplica() throws Exception {
        // As when the way back is kept open: the target is one like Heroku's, the source is ours.
        var back = TestServers.database("16");
        Shop.create(back);
        try (var follower = new TriggerFollower(source, back, "reverse", FollowTest.SETTINGS)) {
            var load = new Writers(source, 4, SEED + 4);
            try (load; var start = follower.start().orElseThrow()) {
                Shop.copy(source, TestServers.superuser(back), start.snapshot());
                start.copied();
                Oracle.follow(follower, Duration.ofSeconds(4));
            }
            follower.step();
            follower.step();
            assertThat(Oracle.differences(source, back)).isEmpty();
            follower.remove();
        }
    }
}
