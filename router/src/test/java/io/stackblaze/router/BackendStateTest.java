package io.stackblaze.router;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Counting requests in while an instance is taken out. */
@Timeout(60)
class BackendStateTest {
    private static BackendState state() {
        return new BackendState(new Backend("web-1", "127.0.0.1", 1), 1);
    }

    @Test
    void nothingIsLetInOnceAnInstanceHasDrained() throws Exception {
        var letIn = new AtomicInteger();
        for (int round = 0; round < 5_000; round++) {
            BackendState state = state();
            var gone = new AtomicBoolean();
            Thread requests = Thread.ofPlatform().start(() -> {
                while (state.acquire()) {
                    if (gone.get()) {
                        letIn.incrementAndGet();
                        return;
                    }
                    state.release();
                }
            });
            state.retire();
            assertThat(state.awaitDrained(Duration.ofSeconds(10))).isTrue();
            gone.set(true);
            requests.join();
        }
        assertThat(letIn).hasValue(0);
    }

    @Test
    void whoeverIsInIsWaitedFor() throws Exception {
        BackendState state = state();
        assertThat(state.acquire()).isTrue();
        state.retire();

        assertThat(state.acquire()).isFalse();
        assertThat(state.awaitDrained(Duration.ofMillis(20))).isFalse();
        state.release();
        assertThat(state.awaitDrained(Duration.ZERO)).isTrue();
    }

    @Test
    void oneThatCameBackIsNotDrained() throws Exception {
        BackendState state = state();
        state.retire();
        state.bringBack();

        assertThat(state.acquire()).isTrue();
        state.release();
        assertThat(state.awaitDrained(Duration.ofMillis(20))).isFalse();
    }
}
