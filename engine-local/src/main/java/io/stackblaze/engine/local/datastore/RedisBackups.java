package io.stackblaze.engine.local.datastore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.stackblaze.engine.BackupReport;
import io.stackblaze.engine.BackupWindow;
import io.stackblaze.engine.DatastoreSpec;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.RedisSpec;
import io.stackblaze.engine.RestoreOutlook;
import io.stackblaze.engine.RestoreTarget;
import io.stackblaze.postgres.backup.Archive;
import io.stackblaze.postgres.backup.BackupException;
import io.stackblaze.postgres.backup.BackupException.Code;
import io.stackblaze.postgres.backup.storage.DamagedException;
import io.stackblaze.redis.RedisException;
import io.stackblaze.redis.RedisServer;
import io.stackblaze.redis.snapshot.Contents;
import io.stackblaze.redis.snapshot.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Full copies of one Redis server: one when it begins, one a day, and when asked. Each counts when it was restored
 * beside
 * everything else, and its keys were counted and digested; a proof does that again, and compares.
 */
final class RedisBackups implements Backups {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofSeconds(20);
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);
    private static final Duration PARTING = Duration.ofSeconds(10);

    private final String service;
    private final RedisServer server;
    private final SnapshotShelf shelf;
    private final BackupPlace place;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ReentrantLock taking = new ReentrantLock();
    private final Thread thread;
    private volatile BackupWindow window;
    private volatile List<RedisSnapshot> kept = List.of();
    private volatile BackupReport.@Nullable Proof proof;
    private volatile String trouble = "";
    private volatile String damage = "";
    private volatile String doing = "";
    private volatile boolean looked;
    private volatile long tickedAt = System.nanoTime();
    private Instant lookAt = Instant.MIN;
    private Instant tryAt = Instant.MIN;

    RedisBackups(String service, RedisServer server, SnapshotShelf shelf, BackupWindow window, BackupPlace place) {
        this.service = service;
        this.server = server;
        this.shelf = shelf;
        this.window = window;
        this.place = place;
        this.thread = Thread.ofVirtual().name("redis-backups-" + service).unstarted(this::run);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void promise(BackupWindow next) {
        window = next;
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(PARTING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public BackupReport report() {
        var silent = Duration.ofNanos(System.nanoTime() - tickedAt);
        var faults = List.of(damage, trouble, doing.isEmpty() && silent.compareTo(LONGEST_SILENCE) > 0
                ? "The vault has not answered for " + silent.toSeconds() + " s."
                : "").stream().filter(fault -> !fault.isEmpty()).toList();
        var last = proof;
        return new BackupReport(state(faults, last),
                faults.isEmpty() ? doing : String.join(" ", faults), List.of(),
                kept.stream().map(
                        one -> new BackupReport.Base(one.id(), one.at(), one.bytes(), one.data().bytes())).toList(),
                List.of(), last);
    }

    private BackupReport.State state(List<String> faults, BackupReport.@Nullable Proof last) {
        if (!damage.isEmpty() || (last != null && !last.faults().isEmpty())) {
            return BackupReport.State.BROKEN;
        }
        if (!faults.isEmpty()) {
            return BackupReport.State.DEGRADED;
        }
        return kept.isEmpty() ? BackupReport.State.STARTING : BackupReport.State.HEALTHY;
    }

    @Override
    public void take() throws InterruptedException {
        orRefuse(this::copy);
    }

    @Override
    public void prove() throws InterruptedException {
        orRefuse(() -> {
            var archive = shelf.archive();
            look(archive);
            if (kept.isEmpty()) {
                throw tooEarly();
            }
            keep(archive, prove(kept.getLast()));
        });
    }

    @Override
    public void mark(String label) {
        throw new EngineException(EngineException.Code.INVALID,
                "Redis is kept as whole copies, and has no named points."
                        + " Make a copy now: stackblaze backups create " + service);
    }

    @Override
    public RestoreOutlook outlook(RestoreTarget target) throws InterruptedException {
        var found = new ArrayList<RestoreOutlook>();
        orRefuse(() -> {
            look(shelf.archive());
            var one = wanted(target);
            found.add(place.outlook(one.at(), 2 * one.bytes()));
        });
        return found.getFirst();
    }

    @Override
    public void restore(RestoreTarget target, DatastoreSpec as, BackupPlace at, Path folder)
            throws InterruptedException {
        orRefuse(() -> {
            look(shelf.archive());
            Restoration.run(shelf, wanted(target), (RedisSpec) as, at, folder);
        });
    }

    /** The newest copy at or before a moment, or the one of a name. */
    private RedisSnapshot wanted(RestoreTarget target) throws BackupException {
        if (kept.isEmpty()) {
            throw tooEarly();
        }
        var until = target.at();
        if (target.point() != null) {
            return kept.stream().filter(one -> one.id().equals(target.point())).findFirst()
                    .orElseThrow(
                            () -> new BackupException(Code.NOT_FOUND, "There is no backup " + target.point() + " of '"
                                    + service + "'. See: stackblaze backups list " + service));
        }
        if (until == null) {
            return kept.getLast();
        }
        if (until.isAfter(place.clock().instant())) {
            throw new BackupException(Code.OUTSIDE_WINDOW, until + " is in the future. Its newest backup is of "
                    + kept.getLast().at() + ".");
        }
        return kept.stream().filter(one -> !one.at().isAfter(until)).reduce((_, later) -> later)
                .orElseThrow(() -> new BackupException(Code.OUTSIDE_WINDOW, "'" + service + "' has no backup of "
                        + until + " or before. The oldest is of " + kept.getFirst().at() + "."));
    }

    private BackupException tooEarly() {
        return new BackupException(Code.NOT_FOUND, "There are no backups of '" + service
                + "' yet: the first is made when it runs." + (trouble.isEmpty() ? "" : " " + trouble));
    }

    /** Takes a copy, restores it beside everything else, and only then lets it count. */
    private void copy() throws IOException, BackupException, RedisException, InterruptedException {
        taking.lockInterruptibly();
        try {
            doing = "a full copy is being taken";
            var archive = shelf.archive();
            var id = shelf.stamp();
            var taken = new Snapshot[1];
            var data = shelf.putData(archive, id,
                    out -> taken[0] = Snapshot.take(server.endpoint(), place.clock(), out));
            var fresh = new RedisSnapshot(id, taken[0].at(), server.version(), taken[0].bytes(), data,
                    new Contents(0, 0, ""));
            var began = System.nanoTime();
            var contents = readBack(fresh);
            SnapshotShelf.publish(archive, new RedisSnapshot(id, fresh.at(), fresh.version(), fresh.bytes(), data,
                    contents));
            keep(archive, proof(fresh.at(), contents.keys(), began, List.of()));
            shelf.expire(archive, Duration.ofDays(window.days()));
            look(archive);
        } finally {
            doing = "";
            taking.unlock();
        }
    }

    private BackupReport.Proof prove(RedisSnapshot one)
            throws IOException, BackupException, RedisException, InterruptedException {
        var began = System.nanoTime();
        try {
            var contents = readBack(one);
            return proof(one.at(), contents.keys(), began, one.contents().isSameAs(contents)
                    ? List.of()
                    : List.of(
                            "The backup %s holds %d lasting keys of digest %s, and held %d of digest %s when it was made."
                                    .formatted(one.id(), contents.lasting(), contents.digest().substring(0, 12),
                                            one.contents().lasting(), one.contents().digest().substring(0, 12))));
        } catch (DamagedException e) {
            return proof(one.at(), 0, began, List.of(String.valueOf(e.getMessage())));
        }
    }

    private BackupReport.Proof proof(Instant of, long keys, long began, List<String> faults) {
        return new BackupReport.Proof(place.clock().instant(), of, 0, keys, 0,
                Duration.ofNanos(System.nanoTime() - began).toMillis(), faults);
    }

    private void keep(Archive archive, BackupReport.Proof held) throws IOException {
        SnapshotShelf.keep(archive, held);
        proof = held;
    }

    private Contents readBack(RedisSnapshot one)
            throws IOException, RedisException, BackupException, InterruptedException {
        var copy = Restoration.begin(one, server.settings(), place);
        try {
            return Restoration.load(copy, shelf, one);
        } finally {
            Restoration.discard(copy);
        }
    }

    private void run() {
        try {
            do {
                tick();
                tickedAt = System.nanoTime();
            } while (!closed.await(TICK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tick() throws InterruptedException {
        var now = place.clock().instant();
        try {
            if (isDue(lookAt, now, LOOK)) {
                lookAt = now.plus(LOOK);
                look(shelf.archive());
            }
            if (looked && needsCopy(now) && isDue(tryAt, now, AGAIN)) {
                tryAt = now.plus(AGAIN);
                copy();
            }
        } catch (BackupException e) {
            trouble = String.valueOf(e.getMessage());
        } catch (IOException | UncheckedIOException | RedisException e) {
            trouble = "The backups of '" + service + "' do not go on: " + e.getMessage();
        }
    }

    /** Also when the clock was set back so far that the appointed time is out of all proportion. */
    private static boolean isDue(Instant at, Instant now, Duration period) {
        return !now.isBefore(at) || at.isAfter(now.plus(period));
    }

    private boolean needsCopy(Instant now) {
        var last = proof;
        if (kept.isEmpty() || !damage.isEmpty() || (last != null && !last.faults().isEmpty())) {
            return true;
        }
        var newest = kept.getLast().at();
        var day = newest.atOffset(ZoneOffset.UTC).toLocalDate();
        var sameDay = day.atTime(window.at()).toInstant(ZoneOffset.UTC);
        var next = sameDay.isAfter(newest) ? sameDay : day.plusDays(1).atTime(window.at()).toInstant(ZoneOffset.UTC);
        return !now.isBefore(next);
    }

    /** Looks at what is there; a copy that is not whole any more does not count, and the next one takes its place. */
    private void look(Archive archive) throws IOException, BackupException {
        try {
            var all = SnapshotShelf.list(archive);
            var whole = shelf.whole(archive, all);
            var lost = all.size() - whole.size();
            damage = lost == 0 || isAfter(whole, all)
                    ? ""
                    : "The newest backup of '" + service + "' is damaged or gone. A new one is being made.";
            kept = whole;
            proof = SnapshotShelf.proof(archive).orElse(null);
            looked = true;
            trouble = "";
        } catch (IOException e) {
            throw archive.blamed(e);
        }
    }

    /** Whether the newest of all is whole. */
    private static boolean isAfter(List<RedisSnapshot> whole, List<RedisSnapshot> all) {
        return !whole.isEmpty() && whole.getLast().equals(all.getLast());
    }

    /** What the vault, the server or the machine may refuse. */
    @FunctionalInterface
    private interface Deed {
        void run() throws IOException, BackupException, RedisException, InterruptedException;
    }

    private void orRefuse(Deed deed) throws InterruptedException {
        try {
            deed.run();
        } catch (BackupException e) {
            throw DatastoreBackups.refused(e);
        } catch (IOException | RedisException e) {
            throw new EngineException(EngineException.Code.FAILED, "'" + service
                    + "' could not be backed up or restored: " + e.getMessage(), e);
        }
    }
}
