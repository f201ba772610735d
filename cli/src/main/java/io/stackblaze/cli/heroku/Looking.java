package io.stackblaze.cli.heroku;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.terminal.Screen;
import io.stackblaze.heroku.dns.DnsNames;
import io.stackblaze.heroku.dns.NameRecords;
import io.stackblaze.heroku.dns.Names;
import io.stackblaze.heroku.inventory.AppReader;
import io.stackblaze.heroku.inventory.FolderReader;
import io.stackblaze.heroku.inventory.Inventory;
import io.stackblaze.heroku.inventory.Repository;
import io.stackblaze.heroku.platform.HerokuReader;

/** Reads apps, and shows how far it is. */
final class Looking {
    private Looking() {}

    static AppReader reader(Call call, HerokuReader heroku) {
        return new AppReader(heroku, names(call), !call.flag("--no-databases"),
                (what, done, known) -> show(call.screen(), "Reading " + what + ", " + done + " of " + known
                        + (heroku.budget().remaining() < 0
                                ? ""
                                : "; " + heroku.budget().remaining() + " questions left")));
    }

    /** An app from a folder of files. */
    static Inventory folder(Call call, Path folder, String name) throws Failure, IOException, InterruptedException {
        if (!Files.isDirectory(folder)) {
            throw Failure.of(folder + " is no folder.",
                    "Give the folder with config.txt, ps.txt, addons.txt and the like.");
        }
        var repository = call.option("--repo").isPresent() ? repository(call) : Repository.read(folder);
        return new FolderReader(names(call)).read(name, folder, repository);
    }

    /** What {@code --repo} says; nothing without it. */
    static Repository repository(Call call) throws Failure, IOException {
        var folder = call.option("--repo").map(word -> call.context().directory().resolve(word).normalize());
        if (folder.isEmpty()) {
            return Repository.NONE;
        }
        if (!Files.isDirectory(folder.get())) {
            throw Failure.of(folder.get() + " is no folder.", "Give the folder of the app's code: --repo DIR");
        }
        return Repository.read(folder.get());
    }

    private static Names names(Call call) {
        return call.flag("--no-dns")
                ? host -> new NameRecords(host, "", java.util.List.of(), -1, java.util.List.of(), "Not looked up.")
                : new DnsNames();
    }

    private static synchronized void show(Screen screen, String line) {
        if (screen.errIsTerminal()) {
            screen.err().print("\r\u001b[K" + line.substring(0, Math.min(line.length(), screen.columns() - 1)));
            screen.err().flush();
        }
    }

    /** Takes the last line of progress away. */
    static void done(Screen screen) {
        if (screen.errIsTerminal()) {
            screen.err().print("\r\u001b[K");
            screen.err().flush();
        }
    }
}
