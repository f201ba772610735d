package io.stackblaze.redis.move;

import java.io.IOException;
import java.util.List;

import io.stackblaze.redis.move.wire.Command;

/**
 * Notices what no event tells: that a whole database was emptied or swapped with another, or that the server is another
 * one
 * or was started again, perhaps with older data.
 */
final class Watch {
    private static final List<String> SILENT = List.of("cmdstat_flushall:", "cmdstat_flushdb:", "cmdstat_swapdb:");

    private final Session session;
    private final Patience patience;
    private String before = "";

    Watch(Session session, Patience patience) {
        this.session = session;
        this.patience = patience;
    }

    /** Whether something happened since the last question; the first answer is true. */
    boolean sawChange() throws RedisMoveException, InterruptedException {
        var now = patience.untilDone("Watching " + session.endpoint().shown(), this::state, session);
        var isOther = !now.equals(before);
        before = now;
        return isOther;
    }

    private String state() throws IOException {
        var connection = session.in(0);
        var state = new StringBuilder(session.runId());
        // Where statistics are not told, only a restart is noticed; the last verification sees the rest.
        var statistics = connection.ask(Command.of("INFO", "commandstats"));
        if (!statistics.isFailure()) {
            statistics.text().lines().filter(line -> SILENT.stream().anyMatch(line::startsWith))
                    .forEach(line -> state.append(' ').append(line, 0, line.indexOf(',')));
        }
        return state.toString();
    }
}
