package io.stackblaze.postgres.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.backup.storage.BackupKey;
import io.stackblaze.postgres.backup.storage.DirectoryVault;
import io.stackblaze.postgres.backup.storage.SealedVault;

/** A keeper in a process of its own, to be killed. */
final class KeeperProcess {
    private KeeperProcess() {}

    static Process start(Databases databases, PostgresServer server) throws IOException {
        var settings = databases.settings(server);
        return new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), KeeperProcess.class.getName(),
                server.settings().directory().toString(), server.jdbcUrl(), settings.name(),
                settings.spool().toString(), databases.folder().toString()))
                .redirectErrorStream(true).redirectOutput(databases.folder().resolve("keeper.log").toFile()).start();
    }

    /** Its arguments: folder and address of the server, name, spool, folder of vault and key. */
    public static void main(String[] arguments) throws Exception {
        var directory = Path.of(arguments[0]);
        var address = arguments[1].substring(0, arguments[1].lastIndexOf('/') + 1);
        var folder = Path.of(arguments[4]);
        var source = new Source((database, more) -> connect(address + database, directory, more),
                directory.resolve("data"), directory.resolve("superuser"));
        var settings = new BackupSettings(arguments[2], Path.of(arguments[3]), Duration.ofDays(7),
                LocalTime.of(2, 30), 1L << 30, Databases.QUICK);
        var vault = new SealedVault(new DirectoryVault(folder.resolve("vault")), BackupKey.open(folder.resolve("key")));
        new BackupKeeper(source, vault, settings, null, Clock.systemUTC()).start();
        var _ = System.in.read();
    }

    private static Connection connect(String url, Path directory, Map<String, String> more)
            throws SQLException {
        try {
            var properties = new Properties();
            properties.setProperty("user", "stackblaze_admin");
            properties.setProperty("password", Files.readString(directory.resolve("superuser")));
            properties.putAll(more);
            return DriverManager.getConnection(url, properties);
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }
}
