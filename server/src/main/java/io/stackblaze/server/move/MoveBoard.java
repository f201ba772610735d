package io.stackblaze.server.move;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How far each move is, as those who work on it tell; in memory alone. Any thread may use it. */
final class MoveBoard {
    private final Map<String, MoveLine> lines = new ConcurrentHashMap<>();
    private final Clock clock;

    MoveBoard(Clock clock) {
        this.clock = clock;
    }

    MoveLine line(Move move) {
        return lines.computeIfAbsent(move.id(), _ -> new MoveLine(clock));
    }
}
