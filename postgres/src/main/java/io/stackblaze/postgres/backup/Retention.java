package io.stackblaze.postgres.backup;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.stackblaze.postgres.backup.wal.Segment;

/** What a promised window does not need any more: pure reckoning. */
record Retention(List<Base> bases, List<KeptWal> wal, List<Point> points) {
    /** A restore that began at the edge of the window may take as long. */
    private static final Duration GRACE = Duration.ofHours(1);

    /**
     * Keeps the newest base that is older than the window and proved whole, and all that follows it.
     *
     * @param all every copy of every segment
     * @param verified ids of bases that were read back and found whole
     */
    static Retention of(History history, List<KeptWal> all, Set<String> verified, Duration window, Instant now) {
        var edge = now.minus(window).minus(GRACE);
        Optional<Base> anchor = history.bases().reversed().stream()
                .filter(base -> verified.contains(base.id()) && !base.stoppedAt().isAfter(edge))
                .filter(base -> !history.run(base).isEmpty()).findFirst();
        if (anchor.isEmpty()) {
            return new Retention(List.of(), List.of(), List.of());
        }
        // After a clock was set back, an older base may serve moments and points that a newer one does not.
        var reached = history.range(anchor.get()).map(Range::until).filter(edge::isBefore).orElse(edge);
        var forPoints = history.points().stream().filter(point -> !point.at().isBefore(edge))
                .flatMap(point -> history.base(point).stream()).toList();
        Base oldest = history.bases().stream().filter(base -> base.equals(anchor.get()) || forPoints.contains(base)
                || history.range(base).filter(range -> range.until().isAfter(reached)).isPresent()).findFirst()
                .orElse(anchor.get());
        Segment first = oldest.first();
        return new Retention(
                history.bases().stream().filter(base -> base.startLsn() < oldest.startLsn()).toList(),
                all.stream().filter(kept -> kept.segment().compareTo(first) < 0).toList(),
                history.points().stream().filter(point -> point.lsn() < oldest.stopLsn() && point.at().isBefore(edge))
                        .toList());
    }

    /** Deletes it: bases first, so that none is ever left without its WAL. */
    void apply(Archive archive) throws IOException {
        for (Base base : bases) {
            archive.delete(base);
        }
        for (KeptWal kept : wal) {
            archive.delete(kept);
        }
        for (Point point : points) {
            archive.forget(point);
        }
    }
}
