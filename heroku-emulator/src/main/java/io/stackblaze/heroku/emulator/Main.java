package io.stackblaze.heroku.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import io.stackblaze.heroku.emulator.account.App;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import io.stackblaze.sandbox.Trees;

/** Runs an emulator for somebody at a terminal, until it is told to end. */
public final class Main {
    private Main() {}

    /**
     * Starts a scenario and prints what to tell the {@code heroku} command, and where apps that really run are.
     *
     * @param arguments the scenario's name ({@code small}), the folder of apps' code ({@code examples}), and the folder
     * in which embedded servers are unpacked and kept (one that is not)
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("heroku-emulator");
        var emulator = HerokuEmulator.start(Scenario.named(argument(arguments, 0, "small")), Options.live(folder,
                Path.of(argument(arguments, 2, folder.resolve("binaries").toString())),
                Path.of(argument(arguments, 1, "examples"))));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(emulator, folder), "end"));
        IO.println("export HEROKU_HOST=" + emulator.apiUri() + " HEROKU_DATA_HOST=" + emulator.apiUri().getHost()
                + " HEROKU_API_KEY=" + emulator.token() + " HEROKU_PARTICLEBOARD_URL=" + emulator.apiUri());
        synchronized (emulator.account()) {
            emulator.account().apps().stream().filter(app -> app.described().source().isPresent()).map(App::host)
                    .forEach(host -> IO.println("curl -H 'Host: " + host + "' " + emulator.webUri()));
        }
        new CountDownLatch(1).await();
    }

    private static String argument(String[] arguments, int index, String otherwise) {
        return arguments.length > index ? arguments[index] : otherwise;
    }

    private static void end(HerokuEmulator emulator, Path folder) {
        emulator.close();
        try {
            Trees.delete(folder);
        } catch (IOException e) {
            IO.println(folder + " could not be deleted: " + e.getMessage());
        }
    }
}
