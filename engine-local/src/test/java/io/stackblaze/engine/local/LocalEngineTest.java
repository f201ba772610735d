package io.stackblaze.engine.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.stackblaze.engine.Artifact;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EngineContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A real node process keeps every engine's promises. */
class LocalEngineTest extends EngineContract {
    @TempDir
    static Path folder;

    private NodeProcess node;

    @BeforeAll
    void startNode() {
        node = NodeProcess.start(folder.resolve("home"));
    }

    @AfterAll
    void stopNode() throws InterruptedException {
        node.close();
    }

    @Override
    public Engine engine() {
        return node.engine();
    }

    @Override
    public Artifact artifact(Map<String, String> files) throws IOException {
        return new Builds(folder.resolve("builds")).of(files);
    }

    @Override
    public URI edge() {
        return URI.create("http://127.0.0.1:" + node.engine().node().httpPort());
    }

    @Override
    public Duration workerHealthy() {
        return FastNode.TIMING.workerHealthy();
    }
}
