package io.stackblaze.engine.local;

import java.time.Duration;
import java.util.List;

import io.stackblaze.engine.local.rollout.Timing;

/** A node with shorter times, so that tests need not wait for the real ones. */
final class FastNode {
    static final Timing TIMING = new Timing(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(8),
            Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMillis(500));

    private FastNode() {}

    public static void main(String[] args) throws Exception {
        Main.run(NodeConfig.read(List.of(args), System.getenv()).with(TIMING));
    }
}
