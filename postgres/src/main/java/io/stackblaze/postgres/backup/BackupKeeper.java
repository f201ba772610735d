package io.stackblaze.postgres.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

import io.stackblaze.postgres.backup.BackupException.Code;
import io.stackblaze.postgres.backup.storage.SealedVault;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one database restorable, from its first second on: receives its WAL, takes base backups, lets go of what is
 * too old, proves restores, and repairs what it can by itself. All is kept outside of it: another keeper of the same
 * settings goes on where one was killed. Methods may be called from any thread.
 */
public final class BackupKeeper implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration ARRIVAL = Duration.ofMinutes(1);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);
    private static final Duration PARTING = Duration.ofSeconds(10);
    private static final int LONGEST_LABEL = 200;

    private final Source source;
    private final SealedVault vault;
    private volatile BackupSettings settings;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ReentrantLock taking = new ReentrantLock();
    private final Review review = new Review();
    private final Proving proving;
    private final @Nullable Ground ground;
    private final Thread thread;
    private @Nullable Thread worker;
    private volatile @Nullable Running running;
    private volatile boolean broken;
    private volatile String doing = "";
    private volatile String trouble = "";
    private volatile String failure = "";
    private volatile String drilling = "";
    private Instant shipAt = Instant.MIN;
    private Instant checkAt = Instant.MIN;
    private Instant baseAt = Instant.MIN;
    private Duration baseWait = FIRST_WAIT;
    private volatile long tickedAt = System.nanoTime();

    /**
     * A keeper; nothing happens yet.
     *
     * @param ground where drills are held; without one none are held by themselves
     */
    public BackupKeeper(Source source, SealedVault vault, BackupSettings settings, @Nullable Ground ground,
            Clock clock) {
        this.source = source;
        this.vault = vault;
        this.settings = settings;
        this.clock = clock;
        this.ground = ground;
        this.proving = new Proving(source, () -> this.settings, clock, new SecureRandom());
        this.thread = Thread.ofVirtual().name("backup-keeper").unstarted(this::run);
    }

    /** Begins. The server need not run yet. */
    public void start() {
        thread.start();
    }

    /** Promises another window, and takes the daily base backup at another time, from now on. */
    public void promise(Duration window, LocalTime at) {
        settings = settings.with(window, at);
    }

    /** How the backups stand; cheap. */
    public BackupStatus status() {
        var faults = new ArrayList<String>();
        var now = running;
        faults.add(trouble);
        faults.add(failure);
        faults.add(drilling);
        if (now != null) {
            faults.add(now.trouble());
        }
        var silent = Duration.ofNanos(System.nanoTime() - tickedAt);
        if (silent.compareTo(LONGEST_SILENCE) > 0) {
            faults.add("The vault has not answered for " + silent.toSeconds() + " s.");
        }
        faults.removeIf(String::isEmpty);
        return review.status(faults, doing, now);
    }

    /** Takes a base backup now, and returns it when it was read back and found whole. */
    public Base backup(LongConsumer progress) throws BackupException, InterruptedException {
        var now = running();
        taking.lockInterruptibly();
        try {
            doing = "a base backup is being taken";
            return take(now, progress);
        } catch (IOException e) {
            throw now.archive.blamed(e);
        } catch (SQLException e) {
            throw new BackupException(Code.FAILED, "No base backup can be taken: " + e.getMessage(), e);
        } finally {
            doing = "";
            taking.unlock();
        }
    }

    /** Gives this moment a name, to which the database can be restored exactly. */
    public Point point(String label) throws BackupException, InterruptedException {
        if (label.isBlank() || label.length() > LONGEST_LABEL || label.chars().anyMatch(Character::isISOControl)) {
            throw new BackupException(Code.FAILED,
                    "A point's name is 1 to " + LONGEST_LABEL + " characters in one line.");
        }
        var now = running();
        var id = "sb-" + UUID.randomUUID();
        try (var session = source.sessions().open();
                var statement = session.prepareStatement(
                        "SELECT clock_timestamp(), pg_create_restore_point(?) - '0/0'")) {
            statement.setString(1, id);
            try (var row = statement.executeQuery()) {
                row.next();
                var point = new Point(id, label, row.getTimestamp(1).toInstant(), row.getLong(2));
                if (!now.receiver.await(point.lsn(), ARRIVAL)) {
                    throw new BackupException(Code.FAILED, "The point was made, but its WAL does not arrive. "
                            + now.receiver.trouble());
                }
                now.archive.keep(point);
                review.refresh(now.archive, now.spool, now.shipper);
                return point;
            }
        } catch (SQLException e) {
            throw new BackupException(Code.FAILED, "The point cannot be made: " + e.getMessage(), e);
        } catch (IOException e) {
            throw now.archive.blamed(e);
        }
    }

    /** How to restore to a target; brings all WAL that is here to the vault before. The server need not run. */
    public RestorePlan plan(Target target) throws BackupException {
        var archive = archive();
        try {
            var now = running;
            if (now == null) {
                Running.ship(archive, settings);
            } else {
                now.shipper.shipAll();
            }
            return archive.history().plan(target);
        } catch (IOException e) {
            throw archive.blamed(e);
        }
    }

    /** The archive that is kept. */
    public Archive archive() throws BackupException {
        var now = running;
        if (now != null) {
            return now.archive;
        }
        try {
            return Running.known(vault, settings).orElseThrow(this::tooEarly);
        } catch (IOException e) {
            throw new BackupException(Code.FAILED, "The backups of " + settings.name() + " cannot be reached: "
                    + e.getMessage(), e);
        }
    }

    /** Stops keeping; what is kept stays, and the server holds back WAL for the next keeper. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.interrupt();
            thread.join(PARTING);
            var last = worker;
            if (last != null) {
                last.interrupt();
                last.join(PARTING);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var now = running;
        if (now != null) {
            now.close();
        }
    }

    private Running running() throws BackupException {
        var now = running;
        if (now == null) {
            throw trouble.isEmpty() ? tooEarly() : new BackupException(Code.FAILED, trouble);
        }
        return now;
    }

    private BackupException tooEarly() {
        return new BackupException(Code.NOT_FOUND, "There are no backups of " + settings.name()
                + " yet: they begin when the database runs.");
    }

    private void run() {
        try {
            do {
                try {
                    tick();
                    trouble = "";
                } catch (SQLException | IOException | UncheckedIOException e) {
                    trouble = "The backups of " + settings.name() + " do not go on: " + e.getMessage();
                } catch (BackupException e) {
                    trouble = String.valueOf(e.getMessage());
                }
                tickedAt = System.nanoTime();
            } while (!closed.await(TICK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tick() throws IOException, SQLException, BackupException {
        var now = running;
        if (now == null) {
            try {
                now = Running.of(source, vault, settings, clock, () -> broken = true);
                running = now;
            } catch (SQLException e) {
                var known = Running.known(vault, settings);
                if (known.isPresent()) {
                    Running.ship(known.get(), settings);
                }
                throw e;
            }
        }
        var time = clock.instant();
        if (isDue(shipAt, time, settings.rhythm().ship())) {
            shipAt = time.plus(settings.rhythm().ship());
            now.shipper.shipAll();
        } else {
            now.shipper.ship();
        }
        if (isDue(checkAt, time, settings.rhythm().check())) {
            checkAt = time.plus(settings.rhythm().check());
            review.look(now.archive, now.spool, now.shipper, time);
        }
        if (worker == null || !worker.isAlive()) {
            work(now, time).ifPresent(job -> worker = Thread.ofVirtual().name("backup-worker").start(job));
        }
    }

    /** What is to be done beside keeping WAL; one thing at a time. */
    private Optional<Runnable> work(Running now, Instant time) {
        if (needsBase(time)) {
            return isDue(baseAt, time, LONGEST_WAIT) ? Optional.of(this::takeByItself) : Optional.empty();
        }
        if (ground == null || review.newest().isEmpty()) {
            return Optional.empty();
        }
        if (proving.wantsFacts(time)) {
            return Optional.of(() -> prove(now, () -> proving.record(now.archive)));
        }
        var site = ground;
        return proving.wantsDrill(time, review.proof(), review.newest().get())
                ? Optional.of(() -> prove(now, () -> drill(now, site)))
                : Optional.empty();
    }

    /** A step of proving restores. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException, SQLException, BackupException, InterruptedException;
    }

    private void prove(Running now, Step step) {
        try {
            step.run();
            drilling = "";
        } catch (IOException e) {
            drilling = String.valueOf(now.archive.blamed(e).getMessage());
        } catch (SQLException | BackupException e) {
            drilling = "The restore could not be proved: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drill(Running now, Ground site) throws IOException, BackupException, InterruptedException {
        var proof = proving.prove(now.archive, site);
        if (proof.isPresent()) {
            broken |= !proof.get().holds();
            review.look(now.archive, now.spool, now.shipper, clock.instant());
        }
    }

    /** Proves now that a random moment can be restored; see {@link Proof#holds}. */
    public Proof verify() throws BackupException, InterruptedException {
        var now = running();
        if (ground == null) {
            throw new BackupException(Code.FAILED, "No drills can be held here.");
        }
        try {
            if (archive().history().ranges().isEmpty()) {
                throw tooEarly();
            }
            proving.record(now.archive);
            var deadline = System.nanoTime() + ARRIVAL.toNanos();
            while (System.nanoTime() < deadline) {
                now.shipper.shipAll();
                var proof = proving.prove(now.archive, ground);
                if (proof.isPresent()) {
                    review.look(now.archive, now.spool, now.shipper, clock.instant());
                    return proof.get();
                }
                Thread.sleep(TICK);
            }
            throw tooEarly();
        } catch (IOException e) {
            throw now.archive.blamed(e);
        } catch (SQLException e) {
            throw new BackupException(Code.FAILED, "Facts cannot be recorded: " + e.getMessage(), e);
        }
    }

    /** Also when the clock was set back so far that the appointed time is out of all proportion. */
    private static boolean isDue(Instant at, Instant now, Duration period) {
        return !now.isBefore(at) || at.isAfter(now.plus(period));
    }

    private boolean needsBase(Instant now) {
        return broken || review.needsBase()
                || review.newest().filter(last -> !now.isBefore(next(last))).isPresent();
    }

    private Instant next(Instant last) {
        var day = last.atOffset(ZoneOffset.UTC).toLocalDate();
        var sameDay = day.atTime(settings.at()).toInstant(ZoneOffset.UTC);
        return sameDay.isAfter(last) ? sameDay : day.plusDays(1).atTime(settings.at()).toInstant(ZoneOffset.UTC);
    }

    private void takeByItself() {
        broken = false;
        try {
            backup(_ -> {});
            failure = "";
            baseWait = FIRST_WAIT;
            baseAt = Instant.MIN;
        } catch (BackupException e) {
            broken = true;
            failure = String.valueOf(e.getMessage());
            baseAt = clock.instant().plus(baseWait);
            baseWait = baseWait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? baseWait.multipliedBy(2) : LONGEST_WAIT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A base counts only when the vault has it and the WAL without which it is of no use. */
    private Base take(Running now, LongConsumer progress)
            throws IOException, SQLException, BackupException, InterruptedException {
        var base = new BaseBackup(source.sessions(), source.data(), source.password()).take(now.archive, progress);
        if (!now.receiver.await(base.stopLsn(), ARRIVAL)) {
            throw new BackupException(Code.FAILED, "The base backup was copied, but its WAL does not arrive. "
                    + now.receiver.trouble());
        }
        now.shipper.shipAll();
        if (new History(List.of(base), now.archive.wal(), List.of()).run(base).isEmpty()) {
            throw new BackupException(Code.FAILED, "The base backup was copied, but part of its WAL is lost.");
        }
        now.archive.publish(base);
        now.archive.verify(base);
        now.archive.markVerified(base, clock.instant());
        expire(now.archive);
        review.look(now.archive, now.spool, now.shipper, clock.instant());
        return base;
    }

    private void expire(Archive archive) throws IOException {
        var history = archive.history();
        var verified = new HashSet<String>();
        for (Base base : history.bases()) {
            if (archive.isVerified(base)) {
                verified.add(base.id());
            }
        }
        Retention.of(history, archive.wal(), verified, settings.window(), clock.instant()).apply(archive);
        archive.sweep(clock.instant().minus(Duration.ofDays(2)));
    }
}
