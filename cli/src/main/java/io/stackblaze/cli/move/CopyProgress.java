package io.stackblaze.cli.move;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.stackblaze.cli.terminal.Screen;
import io.stackblaze.cli.terminal.StatusLine;
import io.stackblaze.cli.terminal.Words;
import io.stackblaze.postgres.move.catalog.Table;
import io.stackblaze.postgres.move.catalog.TableName;
import io.stackblaze.postgres.move.copy.CopyEvent;

/**
 * Shows a copy while it goes on: a line per step, and below it, on a terminal, how far it is, redrawn in place. Any
 * thread.
 */
final class CopyProgress implements Consumer<CopyEvent> {
    private static final Duration BETWEEN_DRAWINGS = Duration.ofMillis(100);

    private final Screen screen;
    private final StatusLine line;
    private final Clock clock;
    private final Map<TableName, Long> sizes = new HashMap<>();
    private final Map<TableName, CopyEvent.Rows> copied = new HashMap<>();
    private Instant began;
    private Instant drawn = Instant.MIN;
    private int indexes;
    private int built;

    CopyProgress(Screen screen, Clock clock) {
        this.screen = screen;
        this.line = new StatusLine(screen);
        this.clock = clock;
        this.began = clock.instant();
    }

    @Override
    public synchronized void accept(CopyEvent event) {
        switch (event) {
            case CopyEvent.Step step -> {
                clear();
                screen.note("  " + step.what());
            }
            case CopyEvent.Planned planned -> {
                began = clock.instant();
                indexes = planned.indexes();
                for (Table table : planned.tables()) {
                    sizes.put(table.name(), table.bytes());
                }
                screen.note("    %s, %s, indexes: %d".formatted(Words.count(planned.tables().size(), "table"),
                        Words.bytes(sum()), indexes));
            }
            case CopyEvent.Rows rows -> {
                copied.put(rows.table(), rows);
                if (rows.complete() && !screen.errIsTerminal()) {
                    screen.note("    %s: %s, %s".formatted(rows.table(), Words.count(rows.rows(), "row"),
                            Words.bytes(rows.bytes())));
                }
            }
            case CopyEvent.Built _ -> built++;
        }
        if (!(event instanceof CopyEvent.Step)) {
            draw();
        }
    }

    private long sum() {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    private void draw() {
        var now = clock.instant();
        if (!screen.errIsTerminal() || now.isBefore(drawn.plus(BETWEEN_DRAWINGS))) {
            return;
        }
        drawn = now;
        line.show(state(Duration.between(began, now)));
    }

    /** Sizes are those of tables on the disk, which what travels comes near; a finished table counts whole. */
    private String state(Duration passed) {
        long rows = 0;
        long bytes = 0;
        long done = 0;
        for (var table : copied.values()) {
            long size = sizes.getOrDefault(table.table(), 0L);
            rows += table.rows();
            bytes += table.bytes();
            done += table.complete() ? size : Math.min(size, table.bytes());
        }
        double seconds = Math.max(0.1, passed.toMillis() / 1000.0);
        long total = Math.max(1, sum());
        var left = done > 0 && done < total
                ? ", " + Words.of(Duration.ofMillis((long) (passed.toMillis() * ((double) (total - done) / done))))
                        + " left"
                : "";
        return "    %d %%  %s, %s, %s/s, indexes %d of %d%s".formatted(done * 100 / total, Words.count(rows, "row"),
                Words.bytes(bytes), Words.bytes((long) (bytes / seconds)), built, indexes, left);
    }

    /** Removes the line that changes. */
    void clear() {
        line.clear();
    }
}
