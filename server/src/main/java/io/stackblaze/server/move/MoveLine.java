package io.stackblaze.server.move;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.postgres.move.copy.CopyEvent;
import io.stackblaze.redis.move.Progress;
import io.stackblaze.server.migration.Moving;
import org.jspecify.annotations.Nullable;

/** How far one move is. Any thread may use it. */
final class MoveLine {
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int MOST_LAGS = 180;
    private static final int MOST_TABLES = 500;

    private final Clock clock;
    private final Map<String, Long> sizes = new LinkedHashMap<>();
    private final Map<String, CopyEvent.Rows> tables = new LinkedHashMap<>();
    private final Deque<Long> lags = new ArrayDeque<>();
    private String step = "";
    private @Nullable Instant began;
    private int indexes;
    private int built;
    private @Nullable Progress keys;
    private MoveView.@Nullable Follow follow;
    private @Nullable Instant lastLag;

    MoveLine(Clock clock) {
        this.clock = clock;
    }

    /** A copy of Postgres went on. */
    synchronized void took(CopyEvent event) {
        switch (event) {
            case CopyEvent.Step(String what) -> step = what;
            case CopyEvent.Planned planned -> {
                began = clock.instant();
                indexes = planned.indexes();
                built = 0;
                sizes.clear();
                tables.clear();
                planned.tables().stream().sorted(Comparator.comparingLong(
                        io.stackblaze.postgres.move.catalog.Table::bytes).reversed())
                        .forEach(table -> sizes.put(table.name().toString(), table.bytes()));
            }
            case CopyEvent.Rows rows -> tables.put(rows.table().toString(), rows);
            case CopyEvent.Built _ -> built++;
        }
    }

    /** A copy of Redis went on. */
    synchronized void took(Progress progress) {
        step = progress.step();
        keys = progress;
    }

    /** A round of following was done. */
    synchronized void followed(Moving.Side live, Moving.Round round, Duration behind) {
        var now = clock.instant();
        if (lastLag == null || Duration.between(lastLag, now).compareTo(EVERY) >= 0) {
            lastLag = now;
            lags.addLast(behind.toMillis());
            if (lags.size() > MOST_LAGS) {
                lags.removeFirst();
            }
        }
        follow = new MoveView.Follow(live == Moving.Side.THERE ? "to target" : "back", behind.toMillis(),
                round.changes(), round.changes() + (follow == null ? 0 : follow.changes()), "", List.copyOf(lags));
    }

    /** A round was not done. */
    synchronized void fault(String text) {
        var last = follow;
        follow = new MoveView.Follow(last == null ? "" : last.direction(), last == null ? 0 : last.lagMillis(), 0,
                last == null ? 0 : last.changes(), text, List.copyOf(lags));
    }

    /** Nobody follows for now; what it was like before says nothing any more. */
    synchronized void still() {
        follow = null;
    }

    synchronized MoveView.@Nullable Follow follow() {
        return follow;
    }

    /** How far the copy is; null when none was seen. */
    synchronized MoveView.@Nullable Copy copy() {
        if (keys != null) {
            return new MoveView.Copy(step, keys.done(), keys.bytes(), 0,
                    perSecond(keys.bytes(), keys.elapsed()), keys.left().map(Duration::toSeconds).orElse(null), 0, 0);
        }
        if (began == null) {
            return null;
        }
        long total = sizes.values().stream().mapToLong(Long::longValue).sum();
        long done = sizes.keySet().stream().mapToLong(this::done).sum();
        var passed = Duration.between(began, clock.instant());
        long bytes = tables.values().stream().mapToLong(CopyEvent.Rows::bytes).sum();
        return new MoveView.Copy(step, tables.values().stream().mapToLong(CopyEvent.Rows::rows).sum(), bytes, total,
                perSecond(bytes, passed),
                done == 0 || total == 0 ? null : (long) (passed.toSeconds() * ((double) (total - done) / done)),
                built, indexes);
    }

    /** Each table of the copy, the largest first, at most {@value #MOST_TABLES}. */
    synchronized List<MoveView.Table> tables() {
        return sizes.entrySet().stream().limit(MOST_TABLES).map(size -> {
            var rows = tables.get(size.getKey());
            return rows == null
                    ? new MoveView.Table(size.getKey(), 0, 0, size.getValue(), false)
                    : new MoveView.Table(size.getKey(), rows.rows(), rows.bytes(), size.getValue(), rows.complete());
        }).toList();
    }

    /** Sizes are those of tables on the disk, which what travels comes near; a finished table counts whole. */
    private long done(String table) {
        var rows = tables.get(table);
        long size = sizes.getOrDefault(table, 0L);
        return rows == null ? 0 : rows.complete() ? size : Math.min(size, rows.bytes());
    }

    private static long perSecond(long bytes, Duration passed) {
        return bytes * 1000 / Math.max(100, passed.toMillis());
    }
}
