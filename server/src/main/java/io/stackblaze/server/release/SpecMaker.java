package io.stackblaze.server.release;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.stackblaze.blueprint.Backup;
import io.stackblaze.blueprint.Blueprint;
import io.stackblaze.blueprint.Cron;
import io.stackblaze.blueprint.Postgres;
import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.RateCard;
import io.stackblaze.blueprint.Redis;
import io.stackblaze.blueprint.Service;
import io.stackblaze.blueprint.Web;
import io.stackblaze.blueprint.Worker;
import io.stackblaze.build.Build;
import io.stackblaze.engine.Artifact;
import io.stackblaze.engine.BackupWindow;
import io.stackblaze.engine.CronSpec;
import io.stackblaze.engine.DatastoreSpec;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.EnvironmentSpec;
import io.stackblaze.engine.Healthcheck;
import io.stackblaze.engine.PostgresSpec;
import io.stackblaze.engine.ProcessSpec;
import io.stackblaze.engine.RedisSpec;
import io.stackblaze.engine.Resources;
import io.stackblaze.engine.Scaling;
import io.stackblaze.engine.Secret;
import io.stackblaze.engine.ServiceSpec;
import io.stackblaze.engine.WebSpec;
import io.stackblaze.engine.WorkerSpec;
import io.stackblaze.engine.Workload;

/** Makes of a release the spec that an engine is given. Pure: the same parts always make the same spec. */
public final class SpecMaker {
    /** The one account and database of each Postgres. */
    public static final String POSTGRES_NAME = ServiceProperties.POSTGRES_NAME;

    private final Hostnames hostnames;

    /**
     * All that a spec is made of.
     *
     * @param builds build of each process service, by its name
     * @param passwords password of each datastore, by its name
     * @param leads datastores whose connection strings lead to another one, and to which
     */
    public record Parts(EnvironmentId id, Blueprint blueprint, Content content, Map<String, Build> builds,
            Map<String, Secret> passwords, Map<String, String> leads, Map<String, Scales.Scale> scales) {
        /** The services of this environment. */
        public Map<String, Service> services() {
            return blueprint.services(id.environment());
        }
    }

    /** Names web services under a domain. */
    public SpecMaker(Hostnames hostnames) {
        this.hostnames = hostnames;
    }

    /** Everything of a release. */
    public EnvironmentSpec spec(Parts parts, long revision) {
        return new EnvironmentSpec(parts.id(), revision,
                parts.services().values().stream().map(service -> service(parts, service)).toList());
    }

    /** What ran before with the datastores of a new release: what is up before the new release's first command runs. */
    public EnvironmentSpec withDatastores(Optional<Parts> before, Parts next, long revision) {
        var services = new LinkedHashMap<String, ServiceSpec>();
        before.ifPresent(parts -> parts.services()
                .forEach((name, service) -> services.put(name, service(parts, service))));
        next.services().forEach((name, service) -> {
            if (!(service instanceof ProcessService)) {
                services.put(name, service(next, service));
            }
        });
        return new EnvironmentSpec(next.id(), revision, List.copyOf(services.values()));
    }

    /** The command that a service is started with: the blueprint's, or what its build says for its name. */
    public static Optional<String> start(ProcessService service, Build build) {
        String named = service.start() != null ? service.start() : build.processes().get(service.name());
        return Optional.ofNullable(named == null && service instanceof Web ? build.processes().get("web") : named);
    }

    /** What instances of a service execute, with another command than its own. */
    public Workload workload(Parts parts, ProcessService service, String command) {
        var build = Objects.requireNonNull(parts.builds().get(service.name()), service.name());
        var environment = new ProcessEnvironment(parts.id(), parts.content().version(), parts.content().commit(),
                parts.blueprint().secrets(), parts.content().variables(),
                new ServiceProperties(parts.services(), parts.passwords(), parts.leads()));
        return new Workload(parts.content().version(), new Artifact(build.id(), build.directory().toString()), command,
                environment.of(service, build.environment()), resources(service), service.stopGrace());
    }

    private ServiceSpec service(Parts parts, Service service) {
        return switch (service) {
            case ProcessService process -> process(parts, process);
            case Postgres postgres -> postgres(parts, postgres);
            case Redis redis -> redis(parts, redis);
        };
    }

    private ProcessSpec process(Parts parts, ProcessService service) {
        var build = Objects.requireNonNull(parts.builds().get(service.name()), service.name());
        var workload = workload(parts, service, start(service, build).orElseThrow());
        return switch (service) {
            case Web web -> new WebSpec(web.name(), workload, web.port(), healthcheck(web), scaling(parts, web),
                    hostnames.all(parts.id(), web));
            case Worker worker -> new WorkerSpec(worker.name(), workload, scaling(parts, worker));
            case Cron cron -> new CronSpec(cron.name(), workload, cron.schedule(), cron.timezone(),
                    CronSpec.Concurrency.valueOf(cron.concurrency().name()), cron.timeout(),
                    scaling(parts, cron).max() == 0);
        };
    }

    private static DatastoreSpec postgres(Parts parts, Postgres postgres) {
        return new PostgresSpec(postgres.name(), postgres.version(), ServiceProperties.POSTGRES_NAME,
                password(parts, postgres), ServiceProperties.POSTGRES_NAME, resources(postgres), postgres.storageGb(),
                postgres.extensions(), window(postgres.backup()));
    }

    private static DatastoreSpec redis(Parts parts, Redis redis) {
        return new RedisSpec(redis.name(), redis.version(), password(parts, redis), resources(redis), redis.eviction(),
                RedisSpec.Persistence.valueOf(redis.persistence().name()), window(redis.backup()));
    }

    private static BackupWindow window(Backup backup) {
        return new BackupWindow(backup.windowDays(), backup.at());
    }

    private static Secret password(Parts parts, Service service) {
        return Objects.requireNonNull(parts.passwords().get(service.name()), service.name());
    }

    private static Healthcheck healthcheck(Web web) {
        var check = web.healthcheck();
        return new Healthcheck(check.path(), check.interval(), check.timeout(), check.grace(), check.unhealthyAfter());
    }

    private static Scaling scaling(Parts parts, ProcessService service) {
        var file = Scales.ofFile(service);
        var given = parts.scales().get(service.name());
        return given != null && given.holds(file)
                ? new Scaling(given.instances(), given.instances(), file.targetCpuPercent())
                : new Scaling(file.minInstances(), file.maxInstances(), file.targetCpuPercent());
    }

    private static Resources resources(Service service) {
        var size = RateCard.of(service.plan()).orElse(RateCard.STANDARD);
        return new Resources(size.memoryMiB(), size.cpuMillis());
    }
}
