package io.stackblaze.postgres.backup;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a keeper promises can change while it keeps. */
class PromiseTest {
    @RegisterExtension
    final Databases databases = new Databases();

    PromiseTest() throws IOException {}

    @Test
    void theDailyBaseIsTakenAtTheHourThatWasSaidLast() throws Exception {
        var keeper = databases.safe(databases.started());
        assertThat(keeper.status().bases()).hasSize(1);

        keeper.promise(Duration.ofDays(30), LocalTime.now(ZoneOffset.UTC).plusSeconds(1));

        await().atMost(Duration.ofSeconds(30)).until(() -> keeper.status().bases().size() == 2);
    }
}
