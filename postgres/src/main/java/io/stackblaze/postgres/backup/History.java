package io.stackblaze.postgres.backup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

import io.stackblaze.postgres.backup.BackupException.Code;
import io.stackblaze.postgres.backup.wal.Segment;
import org.jspecify.annotations.Nullable;

/**
 * What can be restored from what an archive holds: pure reckoning.
 *
 * @param bases by position, oldest first
 * @param wal the best copy of each segment, by position
 */
public record History(List<Base> bases, List<KeptWal> wal, List<Point> points) {
    /** Sorts, and keeps the best copy of each segment. */
    public History {
        bases = bases.stream().sorted(Comparator.comparing(Base::first).thenComparingLong(Base::startLsn)).toList();
        var best = new TreeMap<Segment, KeptWal>();
        wal.stream().sorted(KeptWal.BY_WORTH).forEach(kept -> best.put(kept.segment(), kept));
        wal = List.copyOf(best.values());
        points = points.stream().sorted(Comparator.comparing(Point::at)).toList();
    }

    /** Moments that can be restored, oldest first. */
    public List<Range> ranges() {
        var ranges = new ArrayList<Range>();
        bases.stream().flatMap(base -> range(base).stream()).sorted(Comparator.comparing(Range::from))
                .forEach(range -> {
                    if (!ranges.isEmpty() && !range.from().isAfter(ranges.getLast().until())) {
                        var last = ranges.removeLast();
                        ranges.add(new Range(last.from(), later(last.until(), range.until())));
                    } else {
                        ranges.add(range);
                    }
                });
        return List.copyOf(ranges);
    }

    /** Whether there is anything to restore: the newest moment, if no other. */
    public boolean isRestorable() {
        return bases.stream().anyMatch(base -> !run(base).isEmpty());
    }

    /** Named points that can be restored. */
    public List<Point> reachable() {
        return points.stream().filter(point -> base(point).isPresent()).toList();
    }

    /** Segments that follow a base without a hole, as far as they reach; empty when the base is of no use. */
    public List<KeptWal> run(Base base) {
        var run = new ArrayList<KeptWal>();
        var next = base.first();
        for (KeptWal kept : wal) {
            if (kept.segment().equals(next)) {
                run.add(kept);
                next = kept.segment().next();
                if (kept.partial()) {
                    break;
                }
            }
        }
        return run.isEmpty() || run.getLast().segment().compareTo(base.last()) < 0 ? List.of() : List.copyOf(run);
    }

    /** Segments that are missing between the oldest base and the newest segment. */
    public List<Segment> holes() {
        var holes = new ArrayList<Segment>();
        @Nullable
        Segment next = bases.isEmpty() ? null : bases.getFirst().first();
        for (KeptWal kept : wal) {
            if (next == null || kept.segment().compareTo(next) < 0) {
                continue;
            }
            if (!kept.segment().equals(next)) {
                holes.add(next);
            }
            next = kept.partial() ? kept.segment() : kept.segment().next();
        }
        return List.copyOf(holes);
    }

    /** How to get there, or why not. */
    public RestorePlan plan(Target target) throws BackupException {
        return switch (target) {
            case Target.Time(var at) -> bases.reversed().stream()
                    .filter(base -> range(base).filter(range -> range.contains(at)).isPresent()).findFirst()
                    .map(base -> new RestorePlan(target, base, run(base), Optional.empty()))
                    .orElseThrow(() -> refused(at));
            case Target.Named(var label) -> plan(target, point(label));
            case Target.Newest _ -> bases.reversed().stream().filter(base -> !run(base).isEmpty()).findFirst()
                    .map(base -> new RestorePlan(target, base, run(base), Optional.empty()))
                    .orElseThrow(() -> new BackupException(Code.OUTSIDE_WINDOW,
                            "Nothing can be restored yet: the first base backup is not done."));
        };
    }

    private RestorePlan plan(Target target, Point point) throws BackupException {
        var base = base(point).orElseThrow(() -> new BackupException(Code.OUTSIDE_WINDOW,
                "The point \"" + point.label() + "\" of " + point.at() + " cannot be restored any more. "
                        + possible()));
        return new RestorePlan(target, base, run(base).stream()
                .filter(kept -> kept.segment().start() <= point.lsn()).toList(), Optional.of(point));
    }

    private Point point(String label) throws BackupException {
        return points.reversed().stream().filter(point -> point.label().equals(label) || point.id().equals(label))
                .findFirst().orElseThrow(() -> new BackupException(Code.NOT_FOUND, "There is no point named \"" + label
                        + "\". There are: " + String.join(", ", reachable().stream().map(Point::label).toList())
                        + "."));
    }

    /** The base that a restore to a point begins with; empty when it cannot be restored. */
    Optional<Base> base(Point point) {
        return bases.reversed().stream().filter(base -> base.stopLsn() <= point.lsn())
                .filter(base -> {
                    var run = run(base);
                    return !run.isEmpty() && run.getLast().segment().compareTo(
                            Segment.at(base.timeline(), point.lsn() - 1)) >= 0;
                }).findFirst();
    }

    /**
     * The moments that a base serves: until the last heartbeat after it, and not across a clock that was set back, for
     * a moment behind that has two meanings.
     */
    Optional<Range> range(Base base) {
        @Nullable
        Instant until = null;
        for (KeptWal kept : run(base)) {
            var beat = kept.heartbeat();
            if (beat != null && !beat.isBefore(base.stoppedAt())) {
                until = until == null || beat.isAfter(until) ? beat : until;
            }
            if (beat != null && until != null && beat.isBefore(until)) {
                break;
            }
        }
        return until == null || !until.isAfter(base.stoppedAt())
                ? Optional.empty()
                : Optional.of(new Range(base.stoppedAt(), until));
    }

    private BackupException refused(Instant at) {
        return new BackupException(Code.OUTSIDE_WINDOW, at + " cannot be restored. " + possible());
    }

    private String possible() {
        var ranges = ranges();
        return ranges.isEmpty()
                ? "Nothing can be restored to a time yet: the first base backup is not done, or no heartbeat came since."
                : "Possible is any moment from " + Range.words(ranges) + ".";
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
