package io.stackblaze.engine.local.control;

import java.util.List;
import java.util.Map;

import io.stackblaze.engine.DatastorePoint;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.local.figures.Point;
import org.jspecify.annotations.Nullable;

/** What goes over the control port beside the engine's own records. */
public final class Wire {
    private Wire() {}

    /** Why a call was refused. */
    public record Refusal(EngineException.Code code, String message) {}

    /** Names of environments. */
    public record Environments(List<EnvironmentId> environments) {}

    /** Points of each service, oldest first. */
    public record Figures(Map<String, List<Point>> services) {}

    /** How a datastore was, oldest first. */
    public record DatastorePoints(List<DatastorePoint> points) {}

    /** Sentences. */
    public record Sentences(List<String> sentences) {}

    /**
     * One piece of a command's output, or its end, or nothing but a sign of life.
     *
     * @param line something it wrote
     * @param exit its exit code
     * @param refusal why it did not run
     */
    public record Piece(@Nullable LogLine line, @Nullable Integer exit, @Nullable Refusal refusal) {
        /** A sign of life. */
        public static final Piece ALIVE = new Piece(null, null, null);
    }

    /**
     * Who the node is.
     *
     * @param httpPort port of the router
     * @param httpsPort its port for HTTPS, negative for none
     */
    public record Identity(long pid, String started, int httpPort, int httpsPort) {}

    /** A name. */
    public record Label(String label) {}

    /** How a node is to end. */
    public record Shutdown(boolean stopInstances) {}
}
