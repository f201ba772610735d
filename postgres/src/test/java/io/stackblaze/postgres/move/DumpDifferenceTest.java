package io.stackblaze.postgres.move;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.stackblaze.postgres.move.copy.Limits;
import io.stackblaze.postgres.move.schema.SchemaBy;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the usual program makes of a database and of its copy. */
@ExtendWith(TestServers.class)
class DumpDifferenceTest {
    private static final Pattern MAJOR = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

    @ParameterizedTest
    @EnumSource(names = {"CATALOG", "PG_DUMP"})
    void isNone(SchemaBy way) throws Exception {
        var version = MAJOR.matcher(String.join("", run(List.of("pg_dump", "--version"), "")));
        assertThat(version.find()).isTrue();
        var major = Integer.toString(Math.min(18, Integer.parseInt(version.group(1))));
        var source = TestServers.database(major);
        var target = TestServers.database(major);
        Broad.make(source);
        if (way == SchemaBy.PG_DUMP) {
            try (var connection = source.connect()) {
                Sql.run(connection, "CREATE TEXT SEARCH CONFIGURATION public.plain (COPY = pg_catalog.simple)");
            }
        }

        new DatabaseCopy(source, new Target(target), new Limits(2, 2, 0, 16, way), Clock.systemUTC(), _ -> {}).run();

        assertThat(dump(target)).containsExactlyElementsOf(dump(source));
    }

    /** Lines in alphabetical order: that of objects hangs on their numbers. */
    private static List<String> dump(Endpoint endpoint) throws Exception {
        var superuser = TestServers.superuser(endpoint);
        return run(List.of("pg_dump", "--host=" + superuser.host(), "--port=" + superuser.port(),
                "--username=" + superuser.user(), "--no-owner", "--no-privileges", "--inserts",
                "--dbname=" + superuser.database()), superuser.password()).stream()
                .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict")).sorted().toList();
    }

    private static List<String> run(List<String> command, String password) throws Exception {
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("PGPASSWORD", password);
        var process = builder.start();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            var lines = new ArrayList<>(output.lines().toList());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }
}
