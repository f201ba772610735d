package io.stackblaze.heroku.emulator;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

import io.stackblaze.heroku.emulator.scenario.Scenario;

/** Runs an emulator for somebody at a terminal, until it is told to end. */
public final class Main {
    private Main() {}

    /**
     * Starts a scenario and prints what to tell the {@code heroku} command.
     *
     * @param arguments the scenario's name, {@code small} when there is none
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var name = arguments.length == 0 ? "small" : arguments[0];
        var emulator = HerokuEmulator.start(Scenario.named(name));
        Runtime.getRuntime().addShutdownHook(new Thread(emulator::close, "end"));
        IO.println("export HEROKU_HOST=" + emulator.apiUri() + " HEROKU_DATA_HOST=127.0.0.1 HEROKU_API_KEY="
                + emulator.token() + " HEROKU_PARTICLEBOARD_URL=" + emulator.apiUri());
        new CountDownLatch(1).await();
    }
}
