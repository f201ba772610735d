package io.stackblaze.server;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.stackblaze.engine.local.LocalEngine;
import io.stackblaze.server.environment.LocalFigures;

/** The process {@code stackblaze server}. */
public final class Main {
    private Main() {}

    /** Starts the server and runs until it is told to end. Exit code 1 when it cannot start. */
    public static void main(String[] arguments) throws InterruptedException {
        Server server;
        try {
            var config = ServerConfig.read(List.of(arguments), System.getenv());
            var engine = LocalEngine.connect(config.home());
            server = Server.start(config,
                    Server.Outside.with(engine, new LocalFigures(engine::figures, Clock.systemUTC())));
        } catch (ConfigException | StartException e) {
            System.err.println(e.getMessage());
            System.exit(1);
            return;
        }
        System.out.println("StackBlaze " + Server.VERSION + " answers at " + server.url());
        var ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            server.close();
            ended.countDown();
        }));
        ended.await();
    }
}
