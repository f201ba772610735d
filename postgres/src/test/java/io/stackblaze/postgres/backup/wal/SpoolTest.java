package io.stackblaze.postgres.backup.wal;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SpoolTest {
    @TempDir
    Path folder;

    @Test
    void cutsWhatArrivesIntoSegmentsAndGoesOnWhereItStood() throws Exception {
        var first = new Segment(1, 7);
        try (var spool = new Spool(folder)) {
            assertThat(spool.resume()).isEmpty();
            spool.begin(first);
            spool.write(first.start(), bytes(Segment.BYTES - 10));
            spool.write(first.end() - 10, bytes(30));
            assertThat(spool.flushed()).isEqualTo(first.next().start());
            assertThat(spool.sync()).isEqualTo(first.end() + 20);
            assertThat(spool.whole()).containsExactly(first);
            assertThat(Files.size(spool.file(first))).isEqualTo(Segment.BYTES);
        }
        try (var again = new Spool(folder)) {
            assertThat(again.resume()).contains(first.next());
            again.begin(first.next());
            assertThat(Files.size(again.partial(first.next()))).isEqualTo(20);
            again.write(first.end(), bytes(10));
            again.sync();
            assertThat(Files.size(again.partial(first.next()))).isEqualTo(20);
        }
    }

    @Test
    void refusesAHole() throws Exception {
        try (var spool = new Spool(folder)) {
            spool.begin(new Segment(1, 1));
            assertThatThrownBy(() -> spool.write(Segment.BYTES + 8, bytes(8))).hasMessageContaining("WAL arrived from");
        }
    }

    @Test
    void keepsTheNewestHeartbeat() throws Exception {
        try (var spool = new Spool(folder)) {
            var heartbeat = new Heartbeat(Instant.parse("2026-11-23T10:15:00.123456Z"), 4711);
            spool.keep(new Heartbeat(Instant.EPOCH, 1));
            spool.keep(heartbeat);
            assertThat(spool.heartbeat()).contains(heartbeat);
        }
    }

    @Property(tries = 200)
    void namesOfSegmentsAreThoseOfPostgres(@ForAll @IntRange(min = 1) int timeline,
            @ForAll @LongRange(min = 0, max = 1L << 38) long number) {
        var segment = new Segment(timeline, number);
        assertThat(segment.name()).hasSize(24).matches("[0-9A-F]+");
        assertThat(Segment.parse(segment.name())).contains(segment);
        assertThat(Segment.at(timeline, segment.end())).isEqualTo(segment.next());
        assertThat(Segment.at(timeline, segment.end() - 1)).isEqualTo(segment);
    }

    @Property(tries = 200)
    void otherNamesAreNoSegments(@ForAll String name) {
        assertThat(Segment.parse(name)).isEmpty();
    }

    private static ByteBuffer bytes(long count) {
        return ByteBuffer.allocate((int) count);
    }
}
