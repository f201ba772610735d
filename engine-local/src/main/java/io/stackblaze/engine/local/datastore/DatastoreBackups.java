package io.stackblaze.engine.local.datastore;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import io.stackblaze.engine.BackupReport;
import io.stackblaze.engine.BackupWindow;
import io.stackblaze.engine.DatastoreSpec;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.PostgresSpec;
import io.stackblaze.engine.RestoreOutlook;
import io.stackblaze.engine.RestoreTarget;
import io.stackblaze.postgres.PostgresException;
import io.stackblaze.postgres.backup.BackupException;
import io.stackblaze.postgres.backup.BackupKeeper;
import io.stackblaze.postgres.backup.BackupStatus;
import io.stackblaze.postgres.backup.Proof;
import io.stackblaze.postgres.backup.Range;
import io.stackblaze.postgres.backup.RestorePlan;
import io.stackblaze.postgres.backup.Target;
import org.jspecify.annotations.Nullable;

/** The backups of one Postgres server. */
public record DatastoreBackups(String service, BackupKeeper keeper, BackupPlace place) implements Backups {
    @Override
    public void start() {
        keeper.start();
    }

    @Override
    public void promise(BackupWindow window) {
        keeper.promise(Duration.ofDays(window.days()), window.at());
    }

    @Override
    public void close() {
        keeper.close();
    }

    @Override
    public BackupReport report() {
        var now = keeper.status();
        return new BackupReport(state(now.state()), now.detail(),
                now.ranges().stream().map(range -> new BackupReport.Range(range.from(), range.until())).toList(),
                now.bases().stream()
                        .map(base -> new BackupReport.Base(base.id(), base.stoppedAt(), base.bytes(),
                                base.data().bytes()))
                        .toList(),
                now.points().stream().map(point -> new BackupReport.Point(point.label(), point.at())).toList(),
                proof(now.proof()));
    }

    @Override
    public void take() throws InterruptedException {
        try {
            keeper.backup(_ -> {});
        } catch (BackupException e) {
            throw refused(e);
        }
    }

    @Override
    public void prove() throws InterruptedException {
        try {
            keeper.verify();
        } catch (BackupException e) {
            throw refused(e);
        }
    }

    @Override
    public void mark(String label) throws InterruptedException {
        try {
            keeper.point(label);
        } catch (BackupException e) {
            throw refused(e);
        }
    }

    @Override
    public RestoreOutlook outlook(RestoreTarget target) {
        try {
            var plan = keeper.plan(target(target.at(), target.point()));
            return place.outlook(moment(plan), plan.bytes());
        } catch (BackupException e) {
            throw refused(e);
        }
    }

    private Instant moment(RestorePlan plan) {
        return switch (plan.target()) {
            case Target.Time(var at) -> at;
            case Target.Named _ -> plan.point().orElseThrow().at();
            case Target.Newest _ -> keeper.status().ranges().stream().map(Range::until).reduce((_, last) -> last)
                    .orElse(plan.base().stoppedAt());
        };
    }

    @Override
    public void restore(RestoreTarget target, DatastoreSpec as, BackupPlace at, Path folder)
            throws InterruptedException {
        try {
            var plan = keeper.plan(target(target.at(), target.point()));
            Restoration.run(keeper.archive(), plan, (PostgresSpec) as, at, folder);
        } catch (BackupException e) {
            throw refused(e);
        } catch (IOException | PostgresException e) {
            throw new EngineException(EngineException.Code.FAILED,
                    "'" + service + "' could not be restored: " + e.getMessage(), e);
        }
    }

    private static Target target(@Nullable Instant at, @Nullable String point) {
        if (at != null) {
            return new Target.Time(at);
        }
        return point == null ? new Target.Newest() : new Target.Named(point);
    }

    private static BackupReport.State state(BackupStatus.State state) {
        return BackupReport.State.valueOf(state.name());
    }

    private static BackupReport.@Nullable Proof proof(@Nullable Proof proof) {
        return proof == null
                ? null
                : new BackupReport.Proof(proof.heldAt(), proof.target(), proof.tables(), proof.rows(),
                        proof.indexes(), proof.millis(), proof.faults());
    }

    static EngineException refused(BackupException e) {
        var code = switch (e.code()) {
            case NOT_FOUND -> EngineException.Code.NOT_FOUND;
            case OUTSIDE_WINDOW, EXISTS -> EngineException.Code.INVALID;
            case NO_SPACE -> EngineException.Code.EXHAUSTED;
            case WRONG_KEY, DAMAGED, FAILED -> EngineException.Code.FAILED;
        };
        return new EngineException(code, String.valueOf(e.getMessage()), e);
    }
}
