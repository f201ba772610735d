package io.stackblaze.server;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.stackblaze.engine.local.LocalEngine;
import io.stackblaze.postgres.backup.storage.VaultLocation;
import io.stackblaze.server.environment.LocalFigures;
import io.stackblaze.server.recovery.Recovery;

/** The process {@code stackblaze server}. */
public final class Main {
    private Main() {}

    /** Starts the server and runs until it is told to end. Exit code 1 when it cannot start. */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length > 0 && arguments[0].equals("restore")) {
            System.exit(Recovery.command(List.of(arguments).subList(1, arguments.length), System.getenv(), System.out,
                    System.err));
        }
        Server server;
        try {
            var config = ServerConfig.read(List.of(arguments), System.getenv());
            var faults = new ArrayList<String>();
            var backups = VaultLocation.read(System.getenv(), config.home().resolve("backups"), faults);
            if (!faults.isEmpty()) {
                throw new ConfigException(faults);
            }
            var engine = LocalEngine.connect(config.home());
            server = Server.start(config,
                    Server.Outside.with(engine, new LocalFigures(engine::figures, Clock.systemUTC()), backups));
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
