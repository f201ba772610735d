package io.stackblaze.server.release;

import java.util.Map;
import java.util.stream.Collectors;

import io.stackblaze.blueprint.Cron;
import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.Scaling;
import io.stackblaze.blueprint.Web;
import io.stackblaze.blueprint.Worker;
import io.stackblaze.server.store.Rows;
import org.jdbi.v3.core.Jdbi;

/**
 * Numbers of instances that people gave with {@code scale}. As on Heroku such a number survives deployments; it ends
 * when the blueprint's own {@code scaling} becomes another than it was when the number was given.
 */
public final class Scales {
    private final Jdbi jdbi;

    /**
     * A number a person gave.
     *
     * @param fileMin what the blueprint said then
     * @param fileMax what the blueprint said then
     */
    public record Scale(int instances, int fileMin, int fileMax) {
        /** Whether it still counts for what the blueprint says now. */
        public boolean holds(Scaling file) {
            return file.minInstances() == fileMin && file.maxInstances() == fileMax;
        }
    }

    /** Keeps them in the database. */
    public Scales(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** By service. */
    public Map<String, Scale> list(long environment) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from scales where environment_id = :environment")
                .bind("environment", environment)
                .map((row, _) -> Map.entry(Rows.text(row, "service"),
                        new Scale(row.getInt("instances"), row.getInt("file_min"), row.getInt("file_max"))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** Sets one. */
    public void set(long environment, String service, Scale scale) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                insert into scales (environment_id, service, instances, file_min, file_max)
                values (:environment, :service, :instances, :min, :max)
                on conflict (environment_id, service) do update set instances = excluded.instances,
                    file_min = excluded.file_min, file_max = excluded.file_max""").bind("environment", environment)
                .bind("service", service).bind("instances", scale.instances()).bind("min", scale.fileMin())
                .bind("max", scale.fileMax()).execute());
    }

    /** Puts all of an environment back to what they were. */
    public void replace(long environment, Map<String, Scale> scales) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate("delete from scales where environment_id = :environment")
                    .bind("environment", environment).execute();
            scales.forEach((service, scale) -> handle.createUpdate("""
                    insert into scales (environment_id, service, instances, file_min, file_max)
                    values (:environment, :service, :instances, :min, :max)""").bind("environment", environment)
                    .bind("service", service).bind("instances", scale.instances()).bind("min", scale.fileMin())
                    .bind("max", scale.fileMax()).execute());
        });
    }

    /** What the blueprint says about a service; a cron job counts as one. */
    public static Scaling ofFile(ProcessService service) {
        return switch (service) {
            case Web web -> web.scaling();
            case Worker worker -> worker.scaling();
            case Cron _ -> Scaling.DEFAULT;
        };
    }
}
