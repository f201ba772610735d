package io.stackblaze.server.backup;

import java.util.List;

import io.stackblaze.engine.BackupReport;
import io.stackblaze.engine.Engine;
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

    private BackupKinds() {}

    /** Makes them. */
    public static List<Kind> all(Engine engine, Projects projects, Datastores datastores) {
        return List.of(new Backup(engine), new Prove(engine), new RestoreKind(engine, projects, datastores));
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
}
