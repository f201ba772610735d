package io.stackblaze.engine.local;

import java.io.IOException;
import java.util.List;

/** Starts the {@code node} process. */
public final class Main {
    private Main() {}

    /** Runs a node until it is told to end; exit code 1 when it cannot. */
    public static void main(String[] args) throws InterruptedException {
        try {
            run(NodeConfig.read(List.of(args), System.getenv()));
        } catch (IllegalArgumentException | IOException e) {
            System.err.println("The node cannot run: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Runs a node with that configuration. */
    static void run(NodeConfig config) throws IOException, InterruptedException {
        var node = Node.start(config);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(node::close));
        node.awaitShutdown();
        System.exit(0);
    }
}
