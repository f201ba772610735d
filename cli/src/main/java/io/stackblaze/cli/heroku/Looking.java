package io.stackblaze.cli.heroku;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
        var repository = Repository.read(Code.of(call, name).orElse(folder));
        return new FolderReader(names(call)).read(name, folder, repository);
    }

    /** What the folder of the app's code says; nothing without one. */
    static Repository repository(Optional<Path> code) throws IOException {
        return code.isEmpty() ? Repository.NONE : Repository.read(code.get());
    }

    private static Names names(Call call) {
        return call.flag("--no-dns")
                ? host -> new NameRecords(host, "", List.of(), -1, List.of(), "Not looked up.")
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
