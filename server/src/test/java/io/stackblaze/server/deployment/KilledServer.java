package io.stackblaze.server.deployment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.stackblaze.engine.FakeEngine;
import io.stackblaze.server.Server;
import io.stackblaze.server.ServerConfig;
import io.stackblaze.server.environment.Figures;
import io.stackblaze.server.operation.StepExecution;

/** A server process that stops before a step, and says so, to be killed there. */
final class KilledServer {
    private KilledServer() {}

    /** Home, database, and the number of steps that are run; none of those after them is. */
    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        var left = new AtomicInteger(Integer.parseInt(arguments[2]));
        StepExecution execution = (step, attempt) -> {
            if (left.getAndDecrement() == 0) {
                Files.writeString(home.resolve("stopped-before"), step);
                new CountDownLatch(1).await();
            }
            attempt.run();
        };
        Server.start(ServerConfig.read(List.of("--home", arguments[0], "--port", "0", "--database-url", arguments[1]),
                Map.of()),
                new Server.Outside(new FakeEngine(), Figures.NONE, Clock.systemUTC(), new SecureRandom(), execution));
        new CountDownLatch(1).await();
    }
}
