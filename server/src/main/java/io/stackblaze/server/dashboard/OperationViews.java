package io.stackblaze.server.dashboard;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.server.dashboard.page.OperationView;
import io.stackblaze.server.dashboard.page.State;
import io.stackblaze.server.operation.Operation;

/** Makes what pages show of operations. Pure. */
final class OperationViews {
    private OperationViews() {}

    static OperationView view(Operation operation) {
        var environment = operation.environment();
        var error = operation.error();
        return new OperationView(operation.id(), operation.kind(), operation.description(), operation.project(),
                environment == null ? null : new EnvironmentId(operation.project(), environment),
                state(operation.state()), word(operation), operation.waitingFor(), operation.createdAt(),
                operation.finishedAt(), operation.by(), operation.steps().stream().map(OperationViews::step).toList(),
                error == null ? "" : error.detail(), error == null ? "" : error.remedy(),
                error == null ? List.of() : error.lines(), release(operation), urls(operation));
    }

    private static State state(Operation.State state) {
        return switch (state) {
            case QUEUED -> State.WAITING;
            case RUNNING -> State.CHANGING;
            case SUCCEEDED -> State.DONE;
            case FAILED -> State.FAILING;
            case CANCELLED -> State.STOPPED;
        };
    }

    private static String word(Operation operation) {
        return switch (operation.state()) {
            case QUEUED -> "queued";
            case RUNNING -> Boolean.TRUE.equals(operation.cancelling()) ? "cancelling" : "running";
            case SUCCEEDED -> "succeeded";
            case FAILED -> "failed";
            case CANCELLED -> "cancelled";
        };
    }

    private static OperationView.Step step(Operation.Step step) {
        var state = switch (step.state()) {
            case WAITING, SKIPPED -> State.WAITING;
            case RUNNING -> State.CHANGING;
            case DONE -> State.DONE;
            case FAILED -> State.FAILING;
        };
        var word = switch (step.state()) {
            case WAITING -> "waiting";
            case SKIPPED -> "skipped";
            case RUNNING -> "running";
            case DONE -> "done";
            case FAILED -> "failed";
        };
        var progress = step.progress();
        return new OperationView.Step(step.name(), state, word, step.startedAt(), step.finishedAt(), step.detail(),
                progress == null ? 0 : progress.done(), progress == null ? 0 : progress.total(),
                progress == null ? "" : progress.unit(), step.phases());
    }

    private static int release(Operation operation) {
        var result = operation.result();
        return result != null && result.get("release") instanceof Number release ? release.intValue() : 0;
    }

    private static Map<String, String> urls(Operation operation) {
        var urls = new LinkedHashMap<String, String>();
        var result = operation.result();
        if (result != null && result.get("urls") instanceof Map<?, ?> named) {
            named.forEach((service, url) -> urls.put(String.valueOf(service), String.valueOf(url)));
        }
        return urls;
    }
}
