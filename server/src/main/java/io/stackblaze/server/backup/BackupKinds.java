package io.stackblaze.server.backup;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.stackblaze.engine.BackupReport;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.RestoreTarget;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.Datastores;
import tools.jackson.databind.JsonNode;

/** The operations on backups. */
public final class BackupKinds {
    static final String BACKUP = "backup";
    static final String PROVE = "prove-backup";
    static final String RESTORE = "restore";

    private BackupKinds() {}

    /** Makes them. */
    public static List<Kind> all(Engine engine, Projects projects, Datastores datastores) {
        return List.of(new Backup(engine), new Prove(engine), new Restore(engine, projects, datastores));
    }

    private static String service(JsonNode input) {
        return input.path("service").asString();
    }

    /** {@code backup}: takes a full copy now. */
    private record Backup(Engine engine) implements Kind {
        @Override
        public String word() {
            return BACKUP;
        }

        @Override
        public Footprint footprint() {
            return Footprint.BESIDE;
        }

        @Override
        public List<Step> steps(JsonNode input) {
            return List.of(new Step("back up " + service(input), this::take));
        }

        private void take(StepContext context) {
            var report = engine.backUp(context.environment(), service(context.input()));
            if (!report.bases().isEmpty()) {
                var base = report.bases().getLast();
                context.detail((base.bytes() >> 20) + " MB, kept as " + (base.storedBytes() >> 20) + " MB");
            }
        }
    }

    /** {@code prove-backup}: restores a random moment, compares it, and throws it away. */
    private record Prove(Engine engine) implements Kind {
        @Override
        public String word() {
            return PROVE;
        }

        @Override
        public Footprint footprint() {
            return Footprint.BESIDE;
        }

        @Override
        public List<Step> steps(JsonNode input) {
            return List.of(new Step("prove the backups of " + service(input), this::prove));
        }

        private void prove(StepContext context) throws StepFailure {
            BackupReport.Proof proof = engine.proveBackups(context.environment(), service(context.input())).proof();
            if (proof == null) {
                throw new StepFailure("Nothing could be proved yet.", "Try again in a minute.");
            }
            context.detail("%s restored in %.1f s: %s are right".formatted(proof.moment(), proof.millis() / 1000.0,
                    proof.tables() == 0
                            ? proof.rows() + " keys"
                            : "%d tables, %d rows and %d indexes".formatted(proof.tables(), proof.rows(),
                                    proof.indexes())));
            if (!proof.faults().isEmpty()) {
                throw new StepFailure(String.join(" ", proof.faults()),
                        "Take a new backup now: stackblaze backups create " + service(context.input()));
            }
        }
    }

    /** {@code restore}: makes a new datastore of a moment of another. */
    private record Restore(Engine engine, Projects projects, Datastores datastores) implements Kind {
        private static final String BEGUN = "begun";

        @Override
        public String word() {
            return RESTORE;
        }

        @Override
        public Footprint footprint() {
            return Footprint.BESIDE;
        }

        @Override
        public List<Step> steps(JsonNode input) {
            return List.of(new Step("restore " + service(input) + " as " + input.path("as").asString(), this::restore),
                    new Step("keep its password", this::adopt));
        }

        private void restore(StepContext context) {
            var input = context.input();
            boolean again = context.fact(BEGUN).isPresent();
            context.keep(BEGUN, "yes");
            var as = input.path("as").asString();
            if (again && exists(context, as)) {
                return;
            }
            try {
                var source = engine.restoreDatastore(context.environment(), service(input), target(input), as);
                copy(source, target(input)).ifPresent(base -> context.log(service(input)
                        + " is kept as full copies. This is the one of " + base.at() + (target(input).at() == null
                                ? "."
                                : ", the newest at or before " + target(input).at() + ".")));
            } catch (EngineException e) {
                // A server before this one began it, and the engine brought it to its end.
                if (!again || e.code() != EngineException.Code.INVALID || !exists(context, as)) {
                    throw e;
                }
            }
        }

        /** Where there are no moments in between, the full copy that was taken. */
        private static Optional<BackupReport.Base> copy(BackupReport source, RestoreTarget target) {
            var until = target.at();
            return source.ranges().isEmpty()
                    ? source.bases().stream()
                            .filter(base -> target.point() == null || base.id().equals(target.point()))
                            .filter(base -> until == null || !base.at().isAfter(until)).reduce((_, later) -> later)
                    : Optional.empty();
        }

        private boolean exists(StepContext context, String service) {
            return engine.status(context.environment()).service(service).isPresent();
        }

        private void adopt(StepContext context) throws StepFailure {
            var environment = projects.find(context.environment()).orElseThrow(
                    () -> new StepFailure("The environment " + context.environment() + " is gone.", ""));
            var as = context.input().path("as").asString();
            datastores.adopt(environment.key(), as, service(context.input()));
            context.keep("result.service", "\"" + as + "\"");
            context.detail(as + ".internal");
        }

        private static RestoreTarget target(JsonNode input) {
            var at = input.path("at").asString("");
            var point = input.path("point").asString("");
            return new RestoreTarget(at.isEmpty() ? null : Instant.parse(at), point.isEmpty() ? null : point);
        }
    }
}
