package io.stackblaze.cli.transcript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The databases' own clients are signed in, and no password shows in a list of processes. */
class ClientsTest {
    @TempDir
    Path folder;

    @Test
    void aClientGetsThePasswordInItsEnvironmentAndTheRestOfTheLine() throws Exception {
        program("psql",
                "echo \"arguments: $*\"; echo \"$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/$PGDATABASE\"; cat; exit 3");
        assertThat(type("stackblaze db psql db -- -f 'my report.sql' <<< 'select 1'")).containsExactly(
                "arguments: -f my report.sql", "app:pw@127.20.0.5:5432/app", "select 1", "[3]");
        assertThat(type("stackblaze pg:psql -c 'select 2'")).contains("arguments: -c select 2");
        program("redis-cli", "echo \"arguments: $*\"; echo \"$REDISCLI_AUTH\"; echo oops >&2");
        assertThat(type("stackblaze db connect cache -- PING")).contains("arguments: -h 127.20.0.6 -p 6379 PING", "pw",
                "! oops");
    }

    private List<String> type(String line) throws IOException {
        Files.copy(Path.of("src/test/resources/blueprint.yaml"), folder.resolve("blueprint.yaml"),
                StandardCopyOption.REPLACE_EXISTING);
        try (var server = new ScriptedServer(Path.of("src/test/resources/answers"))) {
            return new Session(folder, Map.of("STACKBLAZE_URL", server.url(), "STACKBLAZE_TOKEN", "token", "PATH",
                    folder.resolve("bin").toString())).type(line);
        }
    }

    private void program(String name, String script) throws IOException {
        var file = Files.createDirectories(folder.resolve("bin")).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
