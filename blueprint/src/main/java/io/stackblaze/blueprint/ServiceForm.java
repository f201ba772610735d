package io.stackblaze.blueprint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A service as it would stand in a file with every default written out: values are {@link String}, {@link Integer},
 * {@link Boolean}, lists of strings, and maps of these. What is not set is absent.
 */
final class ServiceForm {
    private final Map<String, Object> keys = new LinkedHashMap<>();

    private ServiceForm() {}

    static Map<String, Object> of(Service service) {
        var form = new ServiceForm();
        form.put("type", service.type().word());
        form.put("plan", service.plan());
        switch (service) {
            case ProcessService process -> form.process(process);
            case Postgres postgres -> form.postgres(postgres);
            case Redis redis -> form.redis(redis);
        }
        return form.keys;
    }

    private void process(ProcessService service) {
        switch (service.source()) {
            case Source.Image(var reference) -> put("image", reference);
            case Source.Build build -> put("build", build(build));
        }
        put("start", service.start());
        put("pre_deploy", service.preDeploy());
        put("stop_grace_seconds", (int) service.stopGrace().toSeconds());
        put("preview", service.preview());
        switch (service) {
            case Web web -> web(web);
            case Worker worker -> put("scaling", scaling(worker.scaling()));
            case Cron cron -> cron(cron);
        }
        var env = new LinkedHashMap<String, Object>();
        service.env().forEach((name, value) -> env.put(name, value(value)));
        put("env", env);
        put("secret_refs", service.secretRefs());
    }

    private static Object build(Source.Build build) {
        if (build.dockerfile() == null && build.command() == null && build.buildpacks().isEmpty()) {
            return build.context();
        }
        var form = new ServiceForm();
        form.put("context", build.context());
        form.put("dockerfile", build.dockerfile());
        form.put("command", build.command());
        form.put("buildpacks", build.buildpacks());
        return form.keys;
    }

    static Object value(Value value) {
        return switch (value) {
            case Value.Plain(var text) -> text;
            case Value.FromService(var service, var property) -> {
                var form = new ServiceForm();
                form.put("from_service", service);
                form.put("property", property.word());
                yield form.keys;
            }
        };
    }

    private void web(Web web) {
        put("port", web.port());
        var healthcheck = new ServiceForm();
        healthcheck.put("path", web.healthcheck().path());
        healthcheck.put("interval_seconds", (int) web.healthcheck().interval().toSeconds());
        healthcheck.put("timeout_seconds", (int) web.healthcheck().timeout().toSeconds());
        healthcheck.put("grace_seconds", (int) web.healthcheck().grace().toSeconds());
        healthcheck.put("unhealthy_after", web.healthcheck().unhealthyAfter());
        put("healthcheck", healthcheck.keys);
        put("scaling", scaling(web.scaling()));
        put("domains", web.domains());
    }

    private static Map<String, Object> scaling(Scaling scaling) {
        var form = new ServiceForm();
        form.put("min_instances", scaling.minInstances());
        form.put("max_instances", scaling.maxInstances());
        form.put("target_cpu_percent", scaling.targetCpuPercent());
        return form.keys;
    }

    private void cron(Cron cron) {
        put("schedule", cron.schedule());
        put("timezone", cron.timezone().getId());
        put("concurrency", cron.concurrency().name().toLowerCase(Locale.ROOT));
        put("timeout_seconds", (int) cron.timeout().toSeconds());
    }

    private void postgres(Postgres postgres) {
        put("version", postgres.version());
        put("storage_gb", postgres.storageGb());
        put("extensions", postgres.extensions());
        put("backup", backup(postgres.backup()));
    }

    private void redis(Redis redis) {
        put("version", redis.version());
        put("eviction", redis.eviction());
        put("persistence", redis.persistence().name().toLowerCase(Locale.ROOT));
        put("backup", backup(redis.backup()));
    }

    private static Map<String, Object> backup(Backup backup) {
        var form = new ServiceForm();
        form.put("window_days", backup.windowDays());
        form.put("at", backup.at().toString());
        return form.keys;
    }

    /** An empty list or map says as much as none. */
    private void put(String key, @Nullable Object value) {
        if (value != null && !value.equals(List.of()) && !value.equals(Map.of())) {
            keys.put(key, value);
        }
    }
}
