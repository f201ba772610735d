package io.stackblaze.server;

import java.util.List;
import java.util.function.Consumer;

import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.EnvironmentSpec;
import io.stackblaze.engine.EnvironmentStatus;
import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.LogQuery;
import io.stackblaze.engine.OneOff;

/** The engine of a server that has none: every call says so. */
final class AbsentEngine implements Engine {
    @Override
    public List<String> missing() {
        return List.of();
    }

    @Override
    public void apply(EnvironmentSpec spec) {
        throw absent();
    }

    @Override
    public void remove(EnvironmentId id) {
        throw absent();
    }

    @Override
    public void destroyDatastore(EnvironmentId id, String service) {
        throw absent();
    }

    @Override
    public List<EnvironmentId> environments() {
        throw absent();
    }

    @Override
    public EnvironmentStatus status(EnvironmentId id) {
        throw absent();
    }

    @Override
    public Subscription watch(EnvironmentId id, Consumer<EnvironmentStatus> consumer) {
        throw absent();
    }

    @Override
    public Subscription logs(EnvironmentId id, LogQuery query, Consumer<LogLine> consumer) {
        throw absent();
    }

    @Override
    public void restart(EnvironmentId id, String service) {
        throw absent();
    }

    @Override
    public int run(OneOff oneOff, Consumer<LogLine> output) {
        throw absent();
    }

    @Override
    public void close() {}

    private static EngineException absent() {
        return new EngineException(EngineException.Code.UNREACHABLE,
                "There is no node. Start one with `stackblaze node`, or `stackblaze up`, which starts both.");
    }
}
