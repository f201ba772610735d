package io.stackblaze.engine;

import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What every engine promises, as tests; each engine extends it in its own module. */
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EngineContract
        implements
            EdgeContract,
            RolloutContract,
            InstancesContract,
            WorkContract,
            EnvironmentContract {}
