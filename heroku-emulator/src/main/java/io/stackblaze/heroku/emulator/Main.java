package io.stackblaze.heroku.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;

import io.stackblaze.heroku.emulator.account.App;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import io.stackblaze.sandbox.Trees;
import tools.jackson.databind.json.JsonMapper;

/** Runs an emulator for somebody at a terminal, until it is told to end. */
public final class Main {
    private Main() {}

    /**
     * Starts a scenario and prints what to tell the {@code heroku} command, and where apps that really run are.
     *
     * @param arguments the scenario's name ({@code small}), the folder of apps' code ({@code examples}), the folder in
     * which embedded servers are unpacked and kept (one that is not), and a file that is written when all is up (none):
     * JSON with {@code api}, {@code web}, {@code token}, and {@code apps}, each with {@code name} and {@code host}
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
        if (arguments.length > 3) {
            tell(emulator, Path.of(arguments[3]));
        }
        new CountDownLatch(1).await();
    }

    /** All or nothing, for whoever waits for the file; for its owner alone, as it holds the token. */
    private static void tell(HerokuEmulator emulator, Path file) throws IOException {
        var facts = JsonMapper.shared().createObjectNode().put("api", emulator.apiUri().toString())
                .put("web", emulator.webUri().toString()).put("token", emulator.token());
        var apps = facts.putArray("apps");
        synchronized (emulator.account()) {
            emulator.account().apps()
                    .forEach(app -> apps.addObject().put("name", app.name()).put("host", app.host()));
        }
        var unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        Files.createFile(unfinished,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(unfinished, facts.toString());
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
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
