package io.stackblaze.postgres.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.postgres.backup.BackupStatus.State;
import io.stackblaze.postgres.backup.storage.DamagedException;
import io.stackblaze.postgres.backup.wal.Segment;
import io.stackblaze.postgres.backup.wal.Spool;
import org.jspecify.annotations.Nullable;

/**
 * Looks over an archive: whether WAL goes on without a hole, and whether what is kept can still be read. Each look
 * reads what is new or changed, and a bounded share of the rest.
 */
final class Review {
    private static final long BYTES_PER_LOOK = 64L << 20;

    private final Map<String, Long> read = new HashMap<>();
    private final Map<String, Instant> readAt = new HashMap<>();
    private volatile @Nullable View view;

    private record View(History history, List<String> damages, @Nullable Proof proof) {
        /** The newest base. */
        @Nullable
        Base newest() {
            return history.bases().isEmpty() ? null : history.bases().getLast();
        }

        /** Whether WAL reaches from the newest base to now. */
        boolean reachesEnd() {
            var base = newest();
            if (base == null || history.wal().isEmpty()) {
                return false;
            }
            var run = history.run(base);
            return !run.isEmpty() && run.getLast().segment().equals(history.wal().getLast().segment());
        }
    }

    /** Looks now. One thread at a time. */
    synchronized void look(Archive archive, Spool spool, Shipper shipper, Instant now) throws IOException {
        refresh(archive, spool, shipper, scrub(archive, now));
    }

    /** Looks at what is there, without reading it. */
    synchronized void refresh(Archive archive, Spool spool, Shipper shipper) throws IOException {
        var before = view;
        refresh(archive, spool, shipper, before == null ? List.of() : before.damages());
    }

    private void refresh(Archive archive, Spool spool, Shipper shipper, List<String> damages) throws IOException {
        var wal = new ArrayList<>(archive.wal());
        var beat = shipper.newest();
        for (Segment segment : spool.whole()) {
            wal.add(new KeptWal(segment, false, null, Segment.BYTES));
        }
        spool.current().ifPresent(segment -> wal.add(
                new KeptWal(segment, true, beat == null ? null : beat.at(), Segment.BYTES)));
        var history = new History(archive.bases(), wal, archive.points());
        var proof = archive.all("proofs/", Proof.class).stream().reduce((_, last) -> last).orElse(null);
        var next = new View(history, damages, proof);
        var before = view;
        view = damages.isEmpty() && before != null && !next.reachesEnd()
                ? new View(history, before.damages(), proof)
                : next;
    }

    /** Whether a base is needed because there is none, or because WAL does not reach from the newest one to now. */
    boolean needsBase() {
        var now = view;
        return now != null && !now.reachesEnd();
    }

    /** The last drill, if one was held. */
    Optional<Proof> proof() {
        var now = view;
        return Optional.ofNullable(now == null ? null : now.proof());
    }

    /** When the newest base began. */
    Optional<Instant> newest() {
        var now = view;
        return Optional.ofNullable(now == null ? null : now.newest()).map(Base::startedAt);
    }

    BackupStatus status(List<String> faults, String doing, @Nullable Running running) {
        var now = view;
        if (now == null || now.newest() == null) {
            return new BackupStatus(faults.isEmpty() ? State.STARTING : State.DEGRADED,
                    faults.isEmpty() ? doing : String.join(" ", faults), List.of(), List.of(), List.of(), null);
        }
        var all = new ArrayList<>(now.damages());
        if (!now.reachesEnd()) {
            now.history().holes().forEach(hole -> all.add("WAL is missing from segment " + hole + " on."));
        }
        var proof = now.proof();
        if (proof != null) {
            proof.faults().forEach(fault -> all.add("The drill of " + proof.heldAt() + " failed: " + fault));
        }
        var state = all.isEmpty() ? faults.isEmpty() ? State.HEALTHY : State.DEGRADED : State.BROKEN;
        all.addAll(faults);
        if (!doing.isEmpty()) {
            all.add(doing);
        }
        return new BackupStatus(state, String.join(" ", all), live(now.history(), running).ranges(),
                now.history().bases(), now.history().reachable(), proof);
    }

    /** The newest heartbeat counts at once: its WAL is on our disk. */
    private static History live(History history, @Nullable Running running) {
        var beat = running == null ? null : running.shipper.newest();
        var current = running == null ? null : running.spool.current().orElse(null);
        if (beat == null || current == null || history.wal().isEmpty()) {
            return history;
        }
        var wal = new ArrayList<>(history.wal());
        for (KeptWal last = wal.getLast(); last.segment().compareTo(current) < 0; last = wal.getLast()) {
            wal.removeLast();
            wal.add(new KeptWal(last.segment(), false, last.heartbeat(), last.bytes()));
            wal.add(new KeptWal(last.segment().next(), true, null, 0));
        }
        wal.add(new KeptWal(current, true, beat.at(), Long.MAX_VALUE));
        return new History(history.bases(), wal, history.points());
    }

    private List<String> scrub(Archive archive, Instant now) throws IOException {
        var wal = archive.wal();
        var names = wal.stream().map(KeptWal::name).toList();
        read.keySet().retainAll(names);
        readAt.keySet().retainAll(names);
        var found = new ArrayList<String>();
        var budget = BYTES_PER_LOOK;
        var order = new ArrayList<>(wal);
        order.sort(Comparator.comparing(kept -> readAt.getOrDefault(kept.name(), Instant.MIN)));
        for (KeptWal kept : order) {
            var before = read.get(kept.name());
            if (before != null && before == kept.bytes() && budget <= 0) {
                continue;
            }
            budget -= kept.bytes();
            try (var in = archive.bytes(kept)) {
                in.transferTo(OutputStream.nullOutputStream());
            } catch (DamagedException e) {
                archive.condemn(kept);
                found.add(e.getMessage() + ".");
            } catch (NoSuchFileException e) {
                continue; // a better copy took its place
            }
            read.put(kept.name(), kept.bytes());
            readAt.put(kept.name(), now);
        }
        return List.copyOf(found);
    }
}
