package io.stackblaze.server.environment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.blueprint.Service;
import io.stackblaze.blueprint.Web;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.EnvironmentStatus;
import io.stackblaze.server.environment.EnvironmentView.ServiceState;
import io.stackblaze.server.environment.EnvironmentView.State;
import io.stackblaze.server.operation.Operations;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.project.Projects.Intent;
import io.stackblaze.server.release.Hostnames;
import io.stackblaze.server.release.KnownSecrets;
import io.stackblaze.server.release.LiveServices;
import io.stackblaze.server.release.Release;
import io.stackblaze.server.release.Releases;
import io.stackblaze.server.release.Scales;
import io.stackblaze.server.secret.Redactor;

/** Tells how environments are now. Any thread may use it. */
public final class Environments {
    private final Parts parts;

    /** What it works with. */
    public record Parts(Engine engine, Projects projects, Releases releases, Scales scales, Operations operations,
            LiveServices liveServices,
            KnownSecrets secrets, Hostnames hostnames) {}

    /** Over what is kept and what the engine sees. */
    public Environments(Parts parts) {
        this.parts = parts;
    }

    /** The environment now; it must exist. An engine that does not answer makes its state unknown, not an error. */
    public EnvironmentView view(EnvironmentId id) {
        var environment = parts.projects().find(id).orElseThrow();
        var live = parts.releases().live(environment.key());
        Map<String, Service> wanted = parts.liveServices().of(environment);
        var missing = new ArrayList<String>();
        var seen = seen(id, missing);
        var redactor = parts.secrets().redactor(id.project(), id.environment());
        var services = new ServiceViews(id, parts.hostnames(), parts.scales().list(environment.key()))
                .all(wanted, seen).stream().map(service -> redacted(service, redactor)).toList();
        var operation = parts.operations().current(id.project(), id.environment());
        return new EnvironmentView(id.project(), id.environment(),
                state(environment, seen, services, operation.isPresent()),
                live.map(Release::version).orElse(null), seen.map(EnvironmentStatus::observedAt).orElse(null), services,
                environment.intent() == Intent.UP ? urls(id, wanted) : Map.of(), missing, operation.orElse(null));
    }

    /** Whether there is such an environment. */
    public boolean exists(EnvironmentId id) {
        return parts.projects().find(id).isPresent();
    }

    private Optional<EnvironmentStatus> seen(EnvironmentId id, List<String> missing) {
        try {
            var status = parts.engine().status(id);
            missing.addAll(status.missing());
            parts.engine().missing().stream().filter(sentence -> !missing.contains(sentence)).forEach(missing::add);
            return Optional.of(status);
        } catch (EngineException e) {
            missing.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static State state(Projects.Environment environment, Optional<EnvironmentStatus> seen,
            List<EnvironmentView.Service> services, boolean inWork) {
        if (seen.isEmpty()) {
            return State.UNKNOWN;
        }
        return switch (environment.intent()) {
            case EMPTY -> inWork ? State.STARTING : State.EMPTY;
            case DOWN -> State.DOWN;
            case UP -> {
                if (services.stream().anyMatch(service -> service.state() == ServiceState.FAILED)) {
                    yield State.DEGRADED;
                }
                yield services.stream().anyMatch(service -> service.state() == ServiceState.ROLLING)
                        ? State.STARTING
                        : State.LIVE;
            }
        };
    }

    private Map<String, String> urls(EnvironmentId id, Map<String, Service> wanted) {
        var urls = new LinkedHashMap<String, String>();
        wanted.values().stream().filter(Web.class::isInstance)
                .forEach(web -> urls.put(web.name(), parts.hostnames().url(id, web.name())));
        return urls;
    }

    private static EnvironmentView.Service redacted(EnvironmentView.Service service, Redactor redactor) {
        if (service.lastLines() == null && service.cause() == null) {
            return service;
        }
        return new EnvironmentView.Service(service.name(), service.type(), service.state(), service.release(),
                service.wanted(), service.ready(), service.phase(),
                service.cause() == null ? null : redactor.redact(service.cause()),
                service.lastLines() == null ? null : service.lastLines().stream().map(redactor::redact).toList(),
                service.instances(), service.url(), service.host(), service.port(), service.schedule(), service.next(),
                service.plan(), service.detail());
    }
}
