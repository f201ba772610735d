package io.stackblaze.postgres.move.follow;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.stackblaze.postgres.move.Sql.run;
import static org.assertj.core.api.Assertions.assertThat;

/** One transaction that writes more than a mover's memory holds. */
@ExtendWith(TestServers.class)
final class HugeBatchTest {
    private static final int ROWS = 60_000;

    @Test
    void passesAMoverWithLittleMemory() throws Exception {
        var source = TestServers.database("16");
        var target = TestServers.superuser(TestServers.database("17"));
        Pairs.following(source, target, BatchRule.SNAPSHOTS).close();
        try (var app = source.connect()) {
            for (var side : new Endpoint[]{source, target}) {
                try (var connection = side.connect()) {
                    run(connection, "alter table public.t add column filler text");
                }
            }
            // Together more than the mover's heap holds.
            run(app, "insert into public.t select i, repeat(md5(i::text), 10) from generate_series(1, " + ROWS + ") i");
            run(app, "insert into public.keyless select repeat(md5(i::text), 10) from generate_series(1, " + ROWS
                    + ") i");
            var mover = MoverProcess.start(source, target, Method.TRIGGERS, "forward");
            try (var said = mover.inputReader()) {
                assertThat(said.readLine()).isEqualTo(Integer.toString(2 * ROWS));
            } finally {
                mover.destroyForcibly().waitFor();
            }
        }
        assertThat(Oracle.differences(source, target)).isEmpty();
    }
}
