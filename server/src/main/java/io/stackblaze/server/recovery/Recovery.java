package io.stackblaze.server.recovery;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.stackblaze.engine.local.LostDatastores;
import io.stackblaze.postgres.PostgresException;
import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.backup.Archive;
import io.stackblaze.postgres.backup.BackupException;
import io.stackblaze.postgres.backup.BackupException.Code;
import io.stackblaze.postgres.backup.Restore;
import io.stackblaze.postgres.backup.Target;
import io.stackblaze.postgres.backup.storage.BackupKey;
import io.stackblaze.postgres.backup.storage.SealedVault;
import io.stackblaze.postgres.backup.storage.Vault;
import io.stackblaze.postgres.backup.storage.VaultLocation;
import io.stackblaze.server.store.OwnPostgres;

/**
 * {@code stackblaze server restore}: brings a whole installation back on an empty machine, from its backups and the key
 * they were made with. Nothing is ever overwritten; the backups are only read.
 */
public final class Recovery {
    private static final String USAGE = """
            Usage: stackblaze server restore --from PLACE --key FILE [--home FOLDER]

            Brings a whole installation back on an empty machine.

              --from PLACE   where the backups are: a folder, or s3://bucket/prefix (with STACKBLAZE_S3_... set)
              --key FILE     the copy you kept of keys/backup.json
              --home FOLDER  where it lived before; STACKBLAZE_HOME, or ~/.stackblaze
            """;

    private final Path home;
    private final Vault vault;
    private final SealedVault sealed;
    private final Path key;
    private final Clock clock;
    private final Consumer<String> said;

    private Recovery(Path home, Vault vault, Path key, Clock clock, Consumer<String> said) throws BackupException {
        if (!Files.isRegularFile(key)) {
            throw new BackupException(Code.NOT_FOUND, "There is no key in " + key
                    + ". Without the copy of keys/backup.json that you kept, no backup opens.");
        }
        this.home = home;
        this.vault = vault;
        this.sealed = new SealedVault(vault, BackupKey.open(key));
        this.key = key;
        this.clock = clock;
        this.said = said;
    }

    /** Runs the command; 0 when all is back, 1 when something is not, 2 when it was not understood. */
    public static int command(List<String> arguments, Map<String, String> environment, PrintStream out,
            PrintStream err) throws InterruptedException {
        var given = options(arguments);
        var faults = new ArrayList<String>();
        if (given.isEmpty() || !given.containsKey("--from") || !given.containsKey("--key")) {
            err.print(USAGE);
            return 2;
        }
        var said = new HashMap<>(environment);
        said.put(VaultLocation.VARIABLE, given.get("--from"));
        var home = Path.of(given.getOrDefault("--home", environment.getOrDefault("STACKBLAZE_HOME",
                System.getProperty("user.home") + "/.stackblaze"))).toAbsolutePath().normalize();
        var place = VaultLocation.read(said, home.resolve("backups"), faults);
        if (!faults.isEmpty()) {
            faults.forEach(err::println);
            return 2;
        }
        try {
            var missing = new Recovery(home, place.open(), Path.of(given.get("--key")), Clock.systemUTC(),
                    out::println).run();
            missing.forEach(err::println);
            out.println(missing.isEmpty()
                    ? "All is back in " + home + ". Start it as before, with the same settings: stackblaze up."
                    : "Not all is back. What was named above would begin empty: see to it before you start anything.");
            return missing.isEmpty() ? 0 : 1;
        } catch (BackupException | IOException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private static Map<String, String> options(List<String> arguments) {
        var given = new HashMap<String, String>();
        for (int i = 0; i < arguments.size(); i += 2) {
            if (!List.of("--from", "--key", "--home").contains(arguments.get(i)) || i + 1 == arguments.size()) {
                return Map.of();
            }
            given.put(arguments.get(i), arguments.get(i + 1));
        }
        return given;
    }

    /** Brings all back; returns a sentence for each thing that is not. */
    private List<String> run() throws BackupException, IOException, InterruptedException {
        refuseOccupied();
        var stores = Archive.names(vault, Safekeeping.STORE);
        if (!stores.isEmpty()) {
            Archive.open(sealed, stores.getLast()); // says so when the key is another
        }
        refuseOther();
        Files.createDirectories(home.resolve("keys"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        new HomeCopy(sealed, home).restore();
        Files.copy(key, home.resolve("keys").resolve("backup.json"));
        Files.setPosixFilePermissions(home.resolve("keys").resolve("backup.json"),
                PosixFilePermissions.fromString("rw-------"));
        said.accept("Keys, sources, builds and what runs are back in " + home + ".");
        if (stores.isEmpty()) {
            said.accept("Its own database was given to it with --database-url, and is not in these backups.");
        } else {
            restoreStore(stores);
        }
        return LostDatastores.restore(home, vault, clock, said);
    }

    private void refuseOccupied() throws BackupException, IOException {
        if (Files.isDirectory(home)) {
            try (var files = Files.list(home)) {
                if (files.findAny().isPresent()) {
                    throw new BackupException(Code.EXISTS, home
                            + " is not empty, and nothing is overwritten. Move it away, or give another --home.");
                }
            }
        }
    }

    private void refuseOther() throws BackupException, IOException {
        try {
            var former = HomeCopy.formerHome(sealed);
            if (!former.equals(home)) {
                throw new BackupException(Code.FAILED, "This installation lived in " + former
                        + ", and its builds and saved state name that folder. Restore it there: --home " + former);
            }
        } catch (NoSuchFileException e) {
            throw new BackupException(Code.NOT_FOUND, "There is no installation in " + vault + ".", e);
        }
    }

    private void restoreStore(List<String> names) throws BackupException, IOException, InterruptedException {
        var folder = home.resolve("server");
        Files.createDirectories(folder);
        var server = new PostgresServer(OwnPostgres.settings(folder, home.resolve("binaries"),
                Files.readString(folder.resolve("store.password")), port()));
        var archive = newest(names);
        var restored = new Restore(archive, archive.history().plan(new Target.Newest())).run(server, _ -> {});
        try {
            server.stop();
        } catch (PostgresException e) {
            throw new BackupException(Code.FAILED, "The own database was restored, but does not end: "
                    + e.getMessage(), e);
        }
        said.accept("The own database is back"
                + restored.lastCommit().map(at -> ", as it was at " + at + ".").orElse("."));
    }

    /** The last one from which something can be restored. */
    private Archive newest(List<String> names) throws BackupException, IOException {
        for (var name : names.reversed()) {
            var archive = Archive.open(sealed, name);
            if (archive.history().isRestorable()) {
                return archive;
            }
        }
        throw new BackupException(Code.NOT_FOUND, "No backup of the own database in " + vault + " is whole yet.");
    }

    private static int port() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
