package io.stackblaze.redis.move;

import java.io.IOException;

import io.stackblaze.redis.move.wire.Command;

/** Changes settings of servers for the time of a move, and sets them back. */
final class Tuning {
    private final Journal journal;
    private final Patience patience;

    Tuning(Journal journal, Patience patience) {
        this.journal = journal;
        this.patience = patience;
    }

    /** What is done with the value that a setting has. */
    interface Wanted {
        String of(String value);
    }

    /** Changes a setting; false where the server does not let us. What it was is noted first. */
    boolean change(Session session, String setting, Wanted wanted) throws RedisMoveException, InterruptedException {
        var is = patience.untilDone("Reading settings", () -> session.in(0).ask(Command.of("CONFIG", "GET", setting)),
                session);
        try {
            if (is.isFailure() || is.items().isEmpty()) {
                return false;
            }
            var value = is.items().get(1).text();
            if (!wanted.of(value).equals(value)) {
                journal.keep(session.endpoint(), setting, value);
            }
            return set(session, setting, wanted.of(value));
        } catch (IOException e) {
            throw RedisMoveException.of(e, "Reading settings");
        }
    }

    /** Sets back everything that was changed at a server. */
    void restore(Session session) throws RedisMoveException, InterruptedException {
        for (var kept : journal.kept(session.endpoint()).entrySet()) {
            set(session, kept.getKey(), kept.getValue());
            journal.drop(session.endpoint(), kept.getKey());
        }
    }

    /** Sets back one setting, if it was changed. */
    void restore(Session session, String setting) throws RedisMoveException, InterruptedException {
        var was = journal.kept(session.endpoint(), setting);
        if (was.isPresent()) {
            set(session, setting, was.get());
            journal.drop(session.endpoint(), setting);
        }
    }

    private boolean set(Session session, String setting, String value)
            throws RedisMoveException, InterruptedException {
        return !patience.untilDone("Changing settings",
                () -> session.in(0).ask(Command.of("CONFIG", "SET", setting, value)), session).isFailure();
    }
}
