package io.stackblaze.redis.move;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.stackblaze.redis.move.EventFlags.Means;
import io.stackblaze.redis.move.Preflight.Finding;
import io.stackblaze.redis.move.Preflight.Level;
import io.stackblaze.redis.move.value.Payload;
import io.stackblaze.redis.move.value.ValueReader;
import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Connection;
import io.stackblaze.redis.move.wire.Reply;

/** Looks at both servers before a move. */
final class Inspection {
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final long SKEW = 1000;
    private static final int SAMPLES = 5;

    private final List<Finding> findings = new ArrayList<>();

    private Inspection() {}

    /**
     * Looks.
     *
     * @param isNew whether the move has not begun, so that the target must be empty
     */
    static Preflight of(RedisEndpoint source, RedisEndpoint target, boolean isNew, boolean mayConfigure)
            throws IOException {
        try (var from = source.connect(SILENCE); var to = target.connect(SILENCE)) {
            return new Inspection().look(source, from, to, isNew, mayConfigure);
        }
    }

    /**
     * The version of the RDB format that a server writes, and so reads. A key is written and removed for it.
     */
    static int format(Connection connection) throws IOException {
        var key = "stackblaze:format";
        var replies = connection.ask(List.of(Command.of("SET", key, "1", "PX", "10000"), Command.of("DUMP", key),
                Command.of("DEL", key)));
        replies.getFirst().checked();
        return new Payload(replies.get(1).bytes()).version();
    }

    private Preflight look(RedisEndpoint source, Connection from, Connection to, boolean isNew,
            boolean mayConfigure) throws IOException {
        var there = Facts.of(from);
        var here = Facts.of(to);
        roles(there, here);
        if (isNew) {
            emptiness(here, to);
        }
        room(there, here, to);
        limits(there, here);
        findings.add(new Finding(Level.NOTE, "Replication by the server itself is " + replication(from)
                + " at the source; it is not needed."));
        var means = EventFlags.means(source, mayConfigure);
        switch (means) {
            case TOLD -> note("The source tells what changes; changes follow within a moment.");
            case CONFIGURABLE -> note(
                    "notify-keyspace-events of the source is switched on for the move, and set back at its end.");
            case UNTOLD ->
                limit("The source does not tell what changes (notify-keyspace-events), so all keys are looked"
                        + " at in each round, and the pause at the end lasts as long as three rounds"
                        + pause(there, from) + ". At Heroku: heroku redis:keyspace-notifications -c AKE.");
        }
        return new Preflight(there, here, means != Means.UNTOLD, findings);
    }

    /** What three rounds over all keys come to, judged by a few of them; empty when there are none. */
    private static String pause(Facts there, Connection from) throws IOException {
        for (int database : there.keys().keySet()) {
            from.ask(Command.of("SELECT", Integer.toString(database))).checked();
            long began = System.nanoTime();
            var page = from.ask(Command.of("SCAN", "0", "COUNT", "200")).items().get(1).items();
            if (!page.isEmpty()) {
                var dumps = new ArrayList<Command>();
                for (Reply key : page) {
                    dumps.add(Command.of("DUMP").with(key.bytes()));
                }
                from.ask(dumps);
                double seconds = 3.0 * there.allKeys() * (System.nanoTime() - began) / 1e9 / page.size();
                from.ask(Command.of("SELECT", "0")).checked();
                return String.format(Locale.ROOT, ", about %.1f s for its %d keys", seconds, there.allKeys());
            }
        }
        return "";
    }

    private void roles(Facts there, Facts here) {
        if (there.runId().equals(here.runId())) {
            stop("Source and target are the same server. Name two.");
        }
        if (there.isReplica()) {
            stop("The source is a replica. Name its primary: a replica neither tells all changes nor takes them back.");
        }
        if (here.isReplica()) {
            stop("The target is a replica and takes no writes. Name its primary.");
        }
        if (there.isClustered() || here.isClustered()) {
            stop("One of the servers is part of a cluster and has only some of the keys. Only single servers can be moved.");
        }
    }

    private void emptiness(Facts here, Connection to) throws IOException {
        for (var database : here.keys().entrySet()) {
            to.ask(Command.of("SELECT", Integer.toString(database.getKey()))).checked();
            var page = to.ask(Command.of("SCAN", "0", "COUNT", "100")).items().get(1).items();
            var names = new ArrayList<String>();
            for (Reply key : page.subList(0, Math.min(SAMPLES, page.size()))) {
                names.add(ValueReader.shown(key.bytes()));
            }
            stop("The target is not empty: database " + database.getKey() + " has " + database.getValue()
                    + " keys, such as " + String.join(", ", names) + ". Empty it, or name another.");
        }
        to.ask(Command.of("SELECT", "0")).checked();
    }

    private void room(Facts there, Facts here, Connection to) throws IOException {
        if (here.mostBytes() > 0 && there.usedBytes() > here.mostBytes() - here.mostBytes() / 10) {
            stop(String.format(Locale.ROOT,
                    "The data takes %d MB at the source, and the target may use %d MB. Give it more"
                            + " memory.",
                    there.usedBytes() >> 20, here.mostBytes() >> 20));
        }
        for (int database : there.keys().keySet()) {
            if (to.ask(Command.of("SELECT", Integer.toString(database))).isFailure()) {
                stop("The source uses database " + database + ", which the target has not. Give it more databases.");
            }
        }
        if (!there.eviction().equals("noeviction")) {
            note("The source evicts keys (" + there.eviction() + "); what it evicts is removed from the target, too.");
        }
        if (!here.eviction().equals("noeviction")) {
            limit("The target evicts keys (" + here.eviction()
                    + "); that is switched off until the change of sides where it lets us.");
        }
    }

    private void limits(Facts there, Facts here) {
        var missing = new ArrayList<>(there.modules());
        missing.removeAll(here.modules());
        if (!missing.isEmpty()) {
            limit("The source has modules that the target has not: " + String.join(", ", missing)
                    + ". A value of theirs would stop the move.");
        }
        if (there.knowsFunctions() && !here.knowsFunctions()) {
            limit("The target (" + here.version() + ") knows no functions; those of the source would be missing.");
        }
        if (Math.abs(there.clockMillis() - here.clockMillis()) > SKEW) {
            limit("The clocks of both servers differ by " + Math.abs(there.clockMillis() - here.clockMillis())
                    + " ms; keys expire at the same time on the clock of each. Set them right.");
        }
        note(there.version() + " with " + there.allKeys() + " keys to " + here.version() + ".");
    }

    /** Asked about, not tried: an attempt would make the source write all its data for us. */
    private static String replication(Connection from) throws IOException {
        var known = from.ask(Command.of("COMMAND", "INFO", "psync"));
        if (known.isFailure() || known.items().isEmpty() || known.items().getFirst().isNil()) {
            return "switched off";
        }
        var user = from.ask(Command.of("ACL", "WHOAMI"));
        var trial = user.isFailure()
                ? user
                : from.ask(Command.of("ACL", "DRYRUN").with(user.bytes()).with("PSYNC", "?", "-1"));
        if (trial.isFailure()) {
            return "perhaps allowed";
        }
        return trial.text().equals("OK") ? "allowed" : "not allowed";
    }

    private void stop(String text) {
        findings.add(new Finding(Level.STOP, text));
    }

    private void limit(String text) {
        findings.add(new Finding(Level.LIMIT, text));
    }

    private void note(String text) {
        findings.add(new Finding(Level.NOTE, text));
    }
}
