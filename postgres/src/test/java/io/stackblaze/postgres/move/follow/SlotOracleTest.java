package io.stackblaze.postgres.move.follow;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** Every row is the same at the end, whatever happened on the way, through a replication slot too. */
@ExtendWith(TestServers.class)
final class SlotOracleTest {
    private static final FollowSettings HASTY = new FollowSettings(Duration.ofMillis(200), Duration.ofSeconds(20),
            Duration.ofSeconds(5));
    private static final long SEED = Long.getLong("oracle.seed", 1);
    private Endpoint source;
    private Endpoint target;

    @BeforeEach
    void aShop() throws Exception {
        source = TestServers.replicating("16");
        target = TestServers.superuser(TestServers.replicating("17"));
        Shop.createComparable(source);
        Shop.createComparable(target);
        Shop.fill(source);
    }

    @AfterEach
    void end() throws Exception {
        // Slots and subscriptions belong to servers that other tests use too.
        try (var follower = new SlotFollower(source, target, "forward", FollowTest.SETTINGS)) {
            follower.remove();
        }
    }

    @Test
    void underLoadWithComparisons() throws Exception {
        try (var follower = new SlotFollower(source, target, "forward", FollowTest.SETTINGS)) {
            assertThat(new Oracle(source, source, target, SEED).run(follower, _ -> {
                for (int i = 0; i < 3; i++) {
                    Oracle.follow(follower, Duration.ofMillis(500));
                    follower.sameState().close();
                }
            })).isEmpty();
            assertThat(follower.recheck().differences()).isEmpty();
        }
    }

    @Test
    void withAMoverThatIsKilled() throws Exception {
        var random = new Random(SEED);
        try (var follower = new SlotFollower(source, target, "forward", FollowTest.SETTINGS)) {
            assertThat(new Oracle(source, source, target, SEED + 2).run(follower, _ -> {
                for (int kill = 0; kill < 3; kill++) {
                    var mover = MoverProcess.start(source, target, Method.SLOT, "forward");
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
                var follower = new SlotFollower(near.endpoint(), far.endpoint(), "forward", HASTY)) {
            assertThat(new Oracle(source, source, target, SEED + 3).run(follower, _ -> {
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
}
