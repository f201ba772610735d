package io.stackblaze.redis.move;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.stackblaze.redis.move.RedisMoveException.Code;
import io.stackblaze.redis.move.wire.Command;
import org.jspecify.annotations.Nullable;

/**
 * Moves all keys of a live server to another one: copy, follow, verify, change sides, follow in reverse, and back if
 * need
 * be. Everything can be done again after it failed or the process was killed: a new object with the same journal goes
 * on
 * where the last one was. What may fail is told by {@link RedisMoveException}. One thread at a time.
 */
public final class RedisMove implements AutoCloseable {
    private static final String EVICTION = "maxmemory-policy";
    private static final int ROUNDS = 5;

    private final RedisEndpoint source;
    private final RedisEndpoint target;
    private final MoveSettings settings;
    private final MoveListener listener;
    private final Clock clock;
    private final Journal journal;
    private final Patience patience;
    private final Tuning tuning;
    private @Nullable Mirror mirror;

    /** Where a move is. */
    public enum Phase {
        /** Nothing was done. */
        NEW,
        /** The target has a part of the keys. */
        COPYING,
        /** The source is live, and the target follows it. */
        FOLLOWING,
        /** The target is live, and the source follows it. */
        SWITCHED,
        /** It is done; both servers go their own ways. */
        SETTLED,
        /** It was given up; the source is as it was, the target empty. */
        ABORTED
    }

    /**
     * Begins a move, or goes on with one. Nothing is done to the servers yet.
     *
     * @param journal a file of the move's own
     */
    public RedisMove(RedisEndpoint source, RedisEndpoint target, Path journal, MoveSettings settings,
            MoveListener listener, Clock clock) throws RedisMoveException {
        this.source = source;
        this.target = target;
        this.settings = settings;
        this.listener = listener;
        this.clock = clock;
        this.journal = new Journal(journal, source, target);
        this.patience = new Patience(settings.patience(), clock);
        this.tuning = new Tuning(this.journal, patience);
    }

    /** Where it is. */
    public Phase phase() throws RedisMoveException {
        return journal.phase();
    }

    /** Looks at both servers; changes nothing that lasts. */
    public Preflight preflight() throws RedisMoveException, InterruptedException {
        var isNew = phase() == Phase.NEW;
        return patience.untilDone("Looking at both servers",
                () -> Inspection.of(source, target, isNew, settings.configures()));
    }

    /**
     * Copies everything, and what changed meanwhile. Afterwards {@link #sync()} keeps the target in step.
     *
     * @throws RedisMoveException {@link Code#REFUSED} with all reasons, when the move cannot begin
     */
    public Round copy() throws RedisMoveException, InterruptedException {
        require("be copied", Phase.NEW, Phase.COPYING);
        var isNew = phase() == Phase.NEW;
        var found = preflight();
        if (!found.isGo()) {
            throw new RedisMoveException(Code.REFUSED, found.told(Preflight.Level.STOP));
        }
        journal.enter(Phase.COPYING);
        var open = mirror();
        var copied = isNew ? open.copy() : open.syncAll();
        var followed = open.sync();
        journal.enter(Phase.FOLLOWING);
        return new Round(copied.written() + followed.written(), copied.removed() + followed.removed(),
                copied.bytes() + followed.bytes(), true, copied.took().plus(followed.took()));
    }

    /** One round of following, in the direction of the moment. */
    public Round sync() throws RedisMoveException, InterruptedException {
        require("follow", Phase.FOLLOWING, Phase.SWITCHED);
        return mirror().sync();
    }

    /**
     * Follows round by round.
     *
     * @param wanted asked before each round
     * @param pause between two rounds
     */
    public void follow(BooleanSupplier wanted, Duration pause) throws RedisMoveException, InterruptedException {
        while (wanted.getAsBoolean()) {
            sync();
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        }
    }

    /**
     * Compares all keys of both sides while writes go on; what is written too often to be seen equal is found to
     * differ.
     * Where the live side tells what changes, only what changes from here on is compared again in the freeze.
     */
    public Verification verify() throws RedisMoveException, InterruptedException {
        require("be verified", Phase.FOLLOWING, Phase.SWITCHED);
        mirror().sync();
        return mirror().prove();
    }

    /**
     * Makes the target the live side: freezes, carries the rest, verifies, and begins to follow in reverse. When it
     * returns, the app may write to the target. When it fails, the source is live as before.
     *
     * @throws RedisMoveException {@link Code#DIFFERENT} or {@link Code#STILL_WRITTEN} with the keys
     */
    public Verification cutOver(Freeze freeze) throws RedisMoveException, InterruptedException {
        require("change sides", Phase.FOLLOWING);
        return turn(freeze, Phase.SWITCHED);
    }

    /** Makes the source the live side again, as {@link #cutOver} did the other way; no write is lost. */
    public Verification rollBack(Freeze freeze) throws RedisMoveException, InterruptedException {
        require("roll back", Phase.SWITCHED);
        return turn(freeze, Phase.FOLLOWING);
    }

    /** Ends the move after the change of sides; the source keeps its data, and follows no more. */
    public void settle() throws RedisMoveException, InterruptedException {
        require("be settled", Phase.SWITCHED);
        end(Phase.SETTLED);
    }

    /** Ends the move without a change of sides: the target keeps its copy, both go their own ways. */
    public void leave() throws RedisMoveException, InterruptedException {
        require("be left", Phase.FOLLOWING);
        end(Phase.SETTLED);
    }

    /** Gives the move up: the source gets its settings back, the target is emptied. */
    public void abort() throws RedisMoveException, InterruptedException {
        require("be aborted", Phase.NEW, Phase.COPYING, Phase.FOLLOWING);
        close();
        if (phase() != Phase.NEW) {
            try (var to = new Session(target, settings.silence())) {
                patience.untilDone("Emptying the target",
                        () -> to.in(0).ask(Command.of("FLUSHALL", "ASYNC")).checked(), to);
            }
        }
        end(Phase.ABORTED);
    }

    /** Ends connections and threads; the move can go on with a new object. */
    @Override
    public void close() {
        if (mirror != null) {
            mirror.close();
            mirror = null;
        }
    }

    private Verification turn(Freeze freeze, Phase next) throws RedisMoveException, InterruptedException {
        var open = mirror();
        open.sync();
        var isDone = false;
        freeze.begin();
        try {
            var verification = finish(open);
            var reverse = mirror(next == Phase.FOLLOWING);
            try {
                reverse.settle();
                unwritten(open);
                journal.enter(next);
                isDone = true;
            } finally {
                (isDone ? open : reverse).close();
            }
            mirror = reverse;
            return verification;
        } finally {
            if (!isDone) {
                freeze.end();
            }
        }
    }

    /** Carries the rest and proves it; once more with all keys when that fails, since an event may have been lost. */
    private Verification finish(Mirror open) throws RedisMoveException, InterruptedException {
        for (int i = 0; i < ROUNDS && open.sync().written() > 0; i++) {
            // The next round looks again.
        }
        open.syncSilent();
        var verification = open.verify();
        if (verification.isEqual()) {
            return verification;
        }
        listener.note("Both sides differ in the freeze, so all keys are carried again: " + verification.summary());
        open.syncAll();
        var again = open.all();
        if (!again.isEqual()) {
            unwritten(open);
            throw new RedisMoveException(Code.DIFFERENT, "Both sides differ: " + again.summary()
                    + ". Nothing was switched. Look at these keys, then try again.");
        }
        return again;
    }

    private static void unwritten(Mirror open) throws RedisMoveException, InterruptedException {
        var late = open.late();
        if (!late.isEqual()) {
            throw new RedisMoveException(Code.STILL_WRITTEN, "Somebody still writes to the side that is frozen: "
                    + late.summary() + ". Nothing was switched. Stop every process that writes, then try again.");
        }
    }

    private Mirror mirror() throws RedisMoveException, InterruptedException {
        var open = mirror;
        if (open == null) {
            open = mirror(phase() != Phase.SWITCHED);
            mirror = open;
        }
        return open;
    }

    /** Begins to follow; nothing is known of what was before. */
    private Mirror mirror(boolean forth) throws RedisMoveException, InterruptedException {
        var from = forth ? source : target;
        var to = forth ? target : source;
        try (var reading = new Session(from, settings.silence()); var writing = new Session(to, settings.silence())) {
            var means = patience.untilDone("Asking for events",
                    () -> EventFlags.means(from, settings.configures()), reading);
            var isConfigured = means == EventFlags.Means.CONFIGURABLE
                    && tuning.change(reading, EventFlags.SETTING, EventFlags::completed);
            var isOurs = isConfigured || journal.kept(from, EventFlags.SETTING).isPresent();
            var hasEvents = isConfigured || means == EventFlags.Means.TOLD;
            if (settings.configures()) {
                tuning.change(writing, EVICTION, _ -> "noeviction");
                // Whoever is read from is live, and evicts as it did before.
                tuning.restore(reading, EVICTION);
            }
            var route = patience.untilDone("Asking both servers",
                    () -> route(reading, writing, !hasEvents), reading, writing);
            var flags = isOurs ? EventFlags.completed(journal.kept(from, EventFlags.SETTING).orElse("")) : null;
            var events = hasEvents ? new Events(from, settings.silence(), clock, flags) : null;
            return new Mirror(route, from, to, events, listener, clock);
        }
    }

    private Route route(Session reading, Session writing, boolean remembers) throws IOException {
        return new Route(Facts.of(reading.in(0)), Facts.of(writing.in(0)), Inspection.format(writing.in(0)), remembers,
                settings);
    }

    private void end(Phase last) throws RedisMoveException, InterruptedException {
        close();
        for (RedisEndpoint server : new RedisEndpoint[]{source, target}) {
            try (var session = new Session(server, settings.silence())) {
                tuning.restore(session);
            }
        }
        journal.enter(last);
    }

    private void require(String what, Phase... phases) throws RedisMoveException {
        var phase = phase();
        for (Phase one : phases) {
            if (phase == one) {
                return;
            }
        }
        throw new RedisMoveException(Code.REFUSED, "The move cannot " + what + " while it is " + word(phase)
                + "; that needs it to be "
                + String.join(" or ", Arrays.stream(phases).map(RedisMove::word).toList()) + ".");
    }

    private static String word(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }
}
