package io.stackblaze.server.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.blueprint.Cron;
import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.Service;
import io.stackblaze.blueprint.ServiceType;
import io.stackblaze.blueprint.Value;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.server.dashboard.page.EnvironmentMap;
import io.stackblaze.server.dashboard.page.InstanceRow;
import io.stackblaze.server.dashboard.page.OperationView;
import io.stackblaze.server.dashboard.page.ServiceCard;
import io.stackblaze.server.dashboard.page.State;
import io.stackblaze.server.environment.EnvironmentView;
import io.stackblaze.server.environment.EnvironmentView.Instance;
import io.stackblaze.server.environment.EnvironmentView.ServiceState;
import org.jspecify.annotations.Nullable;

/** Makes the map of an environment from what is known of it and what its blueprint says. Pure. */
final class Cards {
    private static final String FAILED = "failed";
    private static final String BACKING_OFF = "backoff";

    private Cards() {}

    /**
     * The map.
     *
     * @param services the services as they were last applied
     * @param operation what is going on, or went wrong last
     */
    static EnvironmentMap map(EnvironmentView view, Map<String, Service> services, Optional<OperationView> operation) {
        var release = view.release();
        return new EnvironmentMap(new EnvironmentId(view.project(), view.environment()), state(view.state()),
                word(view.state()), release == null ? 0 : release,
                view.services().stream().map(service -> card(service, services.get(service.name()))).toList(),
                view.missing(), operation);
    }

    private static State state(EnvironmentView.State state) {
        return switch (state) {
            case EMPTY, DOWN -> State.STOPPED;
            case STARTING -> State.CHANGING;
            case LIVE -> State.LIVE;
            case DEGRADED, UNKNOWN -> State.FAILING;
        };
    }

    private static String word(EnvironmentView.State state) {
        return switch (state) {
            case EMPTY -> "empty";
            case DOWN -> "down";
            case STARTING -> "rolling";
            case LIVE -> "live";
            case DEGRADED -> "failing";
            case UNKNOWN -> "not seen: the engine does not answer";
        };
    }

    private static ServiceCard card(EnvironmentView.Service seen, @Nullable Service wanted) {
        var type = type(seen);
        var trouble = trouble(seen, type);
        var state = trouble.isEmpty() ? state(seen.state()) : State.FAILING;
        var release = seen.release();
        var url = seen.url();
        var next = seen.next();
        var lines = seen.lastLines();
        return new ServiceCard(seen.name(), type, state, word(seen, type, state), trouble,
                lines == null ? List.of() : lines, release == null ? 0 : release, progress(seen), seen.ready(),
                seen.wanted(), seen.instances().stream().mapToDouble(Instance::cpuPercent).sum(),
                seen.instances().stream().mapToLong(Instance::memoryBytes).sum(), schedule(seen, wanted),
                next == null ? null : Instant.parse(next), url == null ? List.of() : List.of(url), uses(wanted),
                seen.detail(), seen.instances().stream().map(Cards::row).toList());
    }

    /** What is still there without being in the blueprint is known by its kind alone. */
    private static ServiceType type(EnvironmentView.Service seen) {
        for (var type : ServiceType.values()) {
            if (type.word().equals(seen.type())) {
                return type;
            }
        }
        return ServiceType.POSTGRES;
    }

    private static State state(ServiceState state) {
        return switch (state) {
            case LIVE -> State.LIVE;
            case ROLLING -> State.CHANGING;
            case FAILED, UNKNOWN -> State.FAILING;
            case STOPPED -> State.STOPPED;
        };
    }

    private static String word(EnvironmentView.Service seen, ServiceType type, State state) {
        var cron = type == ServiceType.CRON;
        return switch (state) {
            case FAILING -> seen.state() == ServiceState.UNKNOWN
                    ? "not seen"
                    : seen.state() == ServiceState.LIVE
                            ? "last run failed"
                            : seen.cause() == null ? "crashing" : FAILED;
            case CHANGING -> "rolling";
            case STOPPED -> cron ? "paused" : "stopped";
            case LIVE, WAITING, DONE -> cron ? "on time" : "live";
        };
    }

    /** Why it is not well: the cause of a release given up, else what its newest instance died of. */
    private static String trouble(EnvironmentView.Service seen, ServiceType type) {
        var cause = seen.cause();
        if (cause != null) {
            return cause;
        }
        if (type == ServiceType.CRON) {
            return seen.instances().stream().filter(run -> run.endedAt() != null).findFirst()
                    .filter(run -> run.state().equals(FAILED)).map(Cards::told).orElse("");
        }
        return switch (seen.state()) {
            case FAILED -> seen.instances().stream().filter(instance -> instance.state().equals(BACKING_OFF))
                    .findFirst().map(Cards::told).orElse("It does not stay up.");
            case UNKNOWN -> "The engine does not answer; what it runs goes on.";
            case LIVE, ROLLING, STOPPED -> "";
        };
    }

    private static String told(Instance instance) {
        return instance.name() + " " + (instance.reason().isEmpty() ? "failed" : instance.reason())
                + (instance.restarts() > 0 ? "; restarted " + instance.restarts() + " times" : "");
    }

    private static String progress(EnvironmentView.Service seen) {
        var phase = seen.phase();
        if (phase == null) {
            return "";
        }
        var newest = seen.instances().stream().mapToInt(Instance::release).max().orElse(0);
        if (newest == 0) {
            return phase;
        }
        var ready = seen.instances().stream()
                .filter(instance -> instance.release() == newest && instance.state().equals("ready")).count();
        return "v" + newest + " " + phase + ", " + ready + " of " + seen.wanted() + " ready";
    }

    private static String schedule(EnvironmentView.Service seen, @Nullable Service wanted) {
        var schedule = seen.schedule();
        if (schedule == null) {
            return "";
        }
        return wanted instanceof Cron cron ? schedule + " " + cron.timezone() : schedule;
    }

    private static List<String> uses(@Nullable Service wanted) {
        return wanted instanceof ProcessService process
                ? process.env().values().stream().filter(Value.FromService.class::isInstance)
                        .map(value -> ((Value.FromService) value).service()).distinct().toList()
                : List.of();
    }

    private static InstanceRow row(Instance instance) {
        var state = switch (instance.state()) {
            case "starting", "draining" -> State.CHANGING;
            case "ready" -> State.LIVE;
            case "ended" -> State.DONE;
            default -> State.FAILING;
        };
        var word = instance.state().equals(BACKING_OFF) ? "backing off" : instance.state().toLowerCase(Locale.ROOT);
        return new InstanceRow(instance.name(), state, word, instance.release(), instance.startedAt(),
                instance.endedAt(), instance.restarts(), instance.reason(), instance.cpuPercent(),
                instance.memoryBytes());
    }
}
