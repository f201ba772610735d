package io.stackblaze.postgres.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

import io.stackblaze.postgres.backup.storage.SealedVault;
import io.stackblaze.postgres.backup.wal.Heartbeat;
import io.stackblaze.postgres.backup.wal.Pulse;
import io.stackblaze.postgres.backup.wal.Segment;
import io.stackblaze.postgres.backup.wal.Spool;
import io.stackblaze.postgres.backup.wal.WalReceiver;
import io.stackblaze.sandbox.Trees;

/** The parts that keep the WAL of one running server: spool, receiver, heartbeats, shipper. */
final class Running implements AutoCloseable {
    private static final String ARCHIVE = "archive";
    private static final Duration SET_BACK = Duration.ofSeconds(1);

    final Archive archive;
    final Archive.Identity identity;
    final Spool spool;
    final Shipper shipper;
    final WalReceiver receiver;
    final Pulse pulse;
    private final Runnable onBreak;
    private final Duration patience;
    private volatile long beatAt;

    private Running(Source source, Archive archive, Archive.Identity identity, BackupSettings settings,
            Runnable onBreak) throws IOException {
        this.archive = archive;
        this.identity = identity;
        this.onBreak = onBreak;
        this.patience = settings.rhythm().heartbeat().multipliedBy(3).plus(Duration.ofSeconds(1));
        this.spool = new Spool(settings.spool().resolve("wal"));
        this.shipper = new Shipper(spool, archive);
        this.receiver = new WalReceiver(source.sessions(), spool, identity.timeline(), settings.spoolBytes(),
                this::kept, onBreak);
        this.pulse = new Pulse(source.sessions(), receiver, settings.rhythm().heartbeat(), this::arrived);
    }

    /**
     * Begins to keep the WAL of a server: in the archive that it had, or in a new one when it is another cluster, or
     * the same in another history.
     *
     * @param onBreak called when WAL was lost or the clock was set back: a new base backup is needed
     */
    static Running of(Source source, SealedVault vault, BackupSettings settings, Clock clock, Runnable onBreak)
            throws IOException, SQLException, BackupException {
        var identity = source.identity(clock);
        var known = known(vault, settings);
        if (known.isPresent()) {
            var before = known.get().identity();
            if (before.systemId() == identity.systemId() && before.timeline() == identity.timeline()
                    && before.version().equals(identity.version())) {
                return new Running(source, known.get(), identity, settings, onBreak);
            }
            ship(known.get(), settings);
        }
        Trees.delete(settings.spool());
        var random = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
        var name = settings.name() + "/" + BaseBackup.ID.format(clock.instant()) + "-" + random;
        var archive = Archive.create(vault, name, identity);
        Files.createDirectories(settings.spool());
        var fresh = settings.spool().resolve(ARCHIVE + ".new");
        Files.writeString(fresh, name);
        Files.move(fresh, settings.spool().resolve(ARCHIVE), StandardCopyOption.ATOMIC_MOVE);
        return new Running(source, archive, identity, settings, onBreak);
    }

    /** The archive that a spool belongs to, if it belongs to one. */
    static Optional<Archive> known(SealedVault vault, BackupSettings settings) throws IOException, BackupException {
        Path file = settings.spool().resolve(ARCHIVE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Archive.open(vault, Files.readString(file, StandardCharsets.UTF_8).strip()));
        } catch (BackupException e) {
            if (e.code() == BackupException.Code.NOT_FOUND) {
                return Optional.empty(); // somebody deleted it; a new one is better than none
            }
            throw e;
        }
    }

    /** Ships what a spool still holds, without a server. */
    static void ship(Archive archive, BackupSettings settings) throws IOException {
        try (var spool = new Spool(settings.spool().resolve("wal"))) {
            new Shipper(spool, archive).shipAll();
        }
    }

    /** What keeps WAL from arriving now; empty when all is well. */
    String trouble() {
        if (!receiver.trouble().isEmpty()) {
            return receiver.trouble();
        }
        if (!pulse.trouble().isEmpty()) {
            return pulse.trouble();
        }
        var beat = beatAt;
        if (beat == 0) {
            return "WAL is being caught up with.";
        }
        var silent = Duration.ofNanos(System.nanoTime() - beat);
        return silent.compareTo(patience) > 0 ? "No WAL has arrived for " + silent.toSeconds() + " s." : "";
    }

    @Override
    public void close() {
        pulse.close();
        receiver.close();
    }

    /** The segment to go on with: the one of which the archive has only the beginning, or the one after its last. */
    private Optional<Segment> kept() {
        try {
            return archive.wal().stream().max(KeptWal.BY_WORTH)
                    .map(kept -> kept.partial() ? kept.segment() : kept.segment().next());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void arrived(Heartbeat heartbeat) {
        var before = shipper.newest();
        try {
            shipper.arrived(heartbeat);
            beatAt = Math.max(1, System.nanoTime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Instant at = heartbeat.at();
        if (before != null && at.isBefore(before.at().minus(SET_BACK))) {
            onBreak.run();
        }
    }
}
