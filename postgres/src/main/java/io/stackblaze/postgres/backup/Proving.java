package io.stackblaze.postgres.backup;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Records facts now and then, and holds a drill with some of them when one is due. One thread at a time. */
final class Proving {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);
    private static final int PROOFS = 50;

    private final Source source;
    private final Supplier<BackupSettings> settings;
    private final Clock clock;
    private final RandomGenerator random;
    private volatile Instant factsAt = Instant.MIN;
    private volatile Instant retryAt = Instant.MIN;

    Proving(Source source, Supplier<BackupSettings> settings, Clock clock, RandomGenerator random) {
        this.source = source;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /** Whether facts are to be recorded. */
    boolean wantsFacts(Instant now) {
        return !now.isBefore(factsAt);
    }

    /** Whether a drill is to be held: the last one is long ago, or failed and there is a newer base. */
    boolean wantsDrill(Instant now, Optional<Proof> last, Instant newestBase) {
        return !now.isBefore(retryAt) && (last.isEmpty()
                || !now.isBefore(last.get().heldAt().plus(settings.get().rhythm().drill()))
                || (!last.get().holds() && newestBase.isAfter(last.get().heldAt())));
    }

    void record(Archive archive) throws SQLException, IOException, InterruptedException {
        factsAt = clock.instant().plus(settings.get().rhythm().facts());
        var found = new FactFinder(source.sessions()).find(BETWEEN_LOOKS);
        if (found.isPresent()) {
            archive.put(name(found.get()), found.get());
        }
        for (Facts facts : archive.all("facts/", Facts.class)) {
            if (facts.until().isBefore(clock.instant().minus(settings.get().window()))) {
                archive.drop(name(facts));
            }
        }
    }

    /** Holds a drill for a random moment of which facts are known; empty when there is none yet. */
    Optional<Proof> prove(Archive archive, Ground ground)
            throws IOException, BackupException, InterruptedException {
        retryAt = clock.instant().plus(settings.get().rhythm().facts());
        var history = archive.history();
        var known = archive.all("facts/", Facts.class).stream().filter(facts -> history.ranges().stream()
                .anyMatch(range -> range.contains(facts.from()) && range.contains(facts.until()))).toList();
        if (known.isEmpty()) {
            retryAt = Instant.MIN;
            return Optional.empty();
        }
        var facts = known.get(random.nextInt(known.size()));
        var moment = facts.from().plusMillis(
                random.nextLong(Math.max(1, Duration.between(facts.from(), facts.until()).toMillis())));
        var gap = settings.get().rhythm().heartbeat().multipliedBy(2).plus(Duration.ofSeconds(30));
        var proof = new Drill(archive, clock, gap).hold(history.plan(new Target.Time(moment)), moment, facts, ground);
        List<Proof> all = archive.all("proofs/", Proof.class);
        for (Proof old : all.subList(0, Math.max(0, all.size() - PROOFS))) {
            archive.drop(Drill.name(old));
        }
        return Optional.of(proof);
    }

    private static String name(Facts facts) {
        return "facts/%015d".formatted(facts.from().toEpochMilli());
    }
}
