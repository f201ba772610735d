package io.stackblaze.server.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.blueprint.Cron;
import io.stackblaze.blueprint.Postgres;
import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.Redis;
import io.stackblaze.blueprint.Service;
import io.stackblaze.blueprint.Web;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.EnvironmentStatus;
import io.stackblaze.engine.InstanceStatus;
import io.stackblaze.engine.Rollout;
import io.stackblaze.engine.ServiceStatus;
import io.stackblaze.server.environment.EnvironmentView.ServiceState;
import io.stackblaze.server.release.Hostnames;
import io.stackblaze.server.release.Scales;
import org.jspecify.annotations.Nullable;

/** Makes views of services from what the blueprint wants and what the engine sees. Pure. */
final class ServiceViews {
    private final EnvironmentId id;
    private final Hostnames hostnames;
    private final Map<String, Scales.Scale> scales;

    ServiceViews(EnvironmentId id, Hostnames hostnames, Map<String, Scales.Scale> scales) {
        this.id = id;
        this.hostnames = hostnames;
        this.scales = scales;
    }

    /** Those of the blueprint first, then what only the engine still knows. */
    List<EnvironmentView.Service> all(Map<String, Service> wanted, Optional<EnvironmentStatus> seen) {
        var views = new ArrayList<EnvironmentView.Service>();
        wanted.values().forEach(service -> views
                .add(view(service, seen.flatMap(status -> status.service(service.name())), seen.isPresent())));
        seen.ifPresent(status -> status.services().stream().filter(service -> !wanted.containsKey(service.service()))
                .forEach(service -> views.add(leftover(service))));
        return views;
    }

    private EnvironmentView.Service view(Service service, Optional<ServiceStatus> seen, boolean answered) {
        var rollout = seen.map(ServiceStatus::rollout).orElse(null);
        var instances = seen.map(ServiceViews::instances).orElse(List.of());
        return new EnvironmentView.Service(service.name(), service.type().word(),
                answered ? state(seen) : ServiceState.UNKNOWN,
                seen.map(ServiceStatus::release).filter(release -> release > 0).orElse(null), wanted(service, rollout),
                ready(seen), phase(rollout), cause(rollout), lastLines(rollout), instances,
                service instanceof Web ? hostnames.url(id, service.name()) : null,
                service instanceof Cron ? null : service.name() + ".internal", port(service),
                service instanceof Cron cron ? cron.schedule() : null, seen.map(ServiceStatus::next).orElse(null),
                service.plan(), seen.map(ServiceStatus::detail).orElse(""));
    }

    private static EnvironmentView.Service leftover(ServiceStatus seen) {
        boolean datastore = seen.release() == 0 && seen.rollout().release() == 0;
        return new EnvironmentView.Service(seen.service(), datastore ? "datastore" : "worker", state(Optional.of(seen)),
                seen.release() > 0 ? seen.release() : null, datastore ? 1 : 0, ready(Optional.of(seen)),
                phase(seen.rollout()), cause(seen.rollout()), lastLines(seen.rollout()), instances(seen), null,
                datastore ? seen.service() + ".internal" : null, null, null, seen.next(),
                null, seen.detail());
    }

    private static ServiceState state(Optional<ServiceStatus> seen) {
        if (seen.isEmpty()) {
            return ServiceState.STOPPED;
        }
        return switch (seen.get().rollout()) {
            case Rollout.Live _ -> backingOff(seen.get()) ? ServiceState.FAILED : ServiceState.LIVE;
            case Rollout.Rolling _ -> ServiceState.ROLLING;
            case Rollout.Failed _ -> ServiceState.FAILED;
            case Rollout.Stopped _ -> ServiceState.STOPPED;
        };
    }

    /** Live was reached once; an instance that waits to be started again is down now. */
    private static boolean backingOff(ServiceStatus seen) {
        return seen.instances().stream().anyMatch(instance -> instance.state() == InstanceStatus.State.BACKOFF);
    }

    private int wanted(Service service, @Nullable Rollout rollout) {
        if (rollout instanceof Rollout.Rolling rolling) {
            return rolling.wanted();
        }
        if (!(service instanceof ProcessService process) || service instanceof Cron) {
            return service instanceof Cron ? 0 : 1;
        }
        var file = Scales.ofFile(process);
        var given = scales.get(service.name());
        return given != null && given.holds(file) ? given.instances() : file.minInstances();
    }

    private static int ready(Optional<ServiceStatus> seen) {
        return (int) seen.stream().flatMap(status -> status.instances().stream())
                .filter(instance -> instance.state() == InstanceStatus.State.READY).count();
    }

    private static @Nullable Integer port(Service service) {
        return switch (service) {
            case Web web -> web.port();
            case Postgres _ -> 5432;
            case Redis _ -> 6379;
            case ProcessService _ -> null;
        };
    }

    private static @Nullable String phase(@Nullable Rollout rollout) {
        return rollout instanceof Rollout.Rolling rolling ? rolling.phase() : null;
    }

    private static @Nullable String cause(@Nullable Rollout rollout) {
        return rollout instanceof Rollout.Failed failed ? failed.cause() : null;
    }

    private static @Nullable List<String> lastLines(@Nullable Rollout rollout) {
        return rollout instanceof Rollout.Failed failed ? failed.lastLines() : null;
    }

    private static List<EnvironmentView.Instance> instances(ServiceStatus seen) {
        return seen.instances().stream()
                .map(instance -> new EnvironmentView.Instance(instance.name(), instance.release(),
                        instance.state().name().toLowerCase(Locale.ROOT), instance.startedAt(), instance.endedAt(),
                        instance.exitCode(), instance.restarts(), instance.reason(), instance.cpuPercent(),
                        instance.memoryBytes()))
                .toList();
    }
}
