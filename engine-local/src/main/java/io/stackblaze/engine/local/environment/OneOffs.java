package io.stackblaze.engine.local.environment;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.OneOff;
import io.stackblaze.engine.local.instance.Exit;
import io.stackblaze.engine.local.instance.Instance;
import io.stackblaze.engine.local.instance.InstanceRecord;
import io.stackblaze.engine.local.instance.Launch;
import io.stackblaze.engine.local.instance.WorkloadKey;
import io.stackblaze.engine.local.logs.Logs;
import io.stackblaze.engine.local.logs.Sink;
import io.stackblaze.engine.local.network.EnvironmentNetwork;
/** Runs single commands to their end, for somebody who waits. Any thread. */
final class OneOffs {
    private static final int TIMED_OUT = 124;
    private static final int KILLED = 128 + 9;
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Platform platform;
    private final Logs logs;
    private final EnvironmentNetwork network;

    OneOffs(Platform platform, Logs logs, EnvironmentNetwork network) {
        this.platform = platform;
        this.logs = logs;
        this.network = network;
    }

    /**
     * @param gone whether the caller has gone; the command is ended then
     */
    int run(OneOff oneOff, Consumer<LogLine> output, BooleanSupplier gone) throws InterruptedException {
        var workload = oneOff.workload();
        var record = new InstanceRecord("run-" + HexFormat.of().toHexDigits(RANDOM.nextLong()), oneOff.id(),
                oneOff.service(), oneOff.label(), 0, workload.release(), InstanceRecord.Kind.ONE_OFF,
                WorkloadKey.of(workload), 0, "", 0, platform.instances().boot(), platform.clock().instant(), 0);
        var instance = platform.instances()
                .start(new Launch(record, workload, network.place(), sink(oneOff, output)));
        try {
            return follow(oneOff, instance, gone);
        } finally {
            if (!instance.ended().isDone()) {
                instance.kill();
            }
            instance.forget();
        }
    }

    /** To the caller and nobody else: this may be a whole database, which would push everything else out of the log. */
    private Sink sink(OneOff oneOff, Consumer<LogLine> output) {
        return (_, text) -> output
                .accept(new LogLine(platform.clock().instant(), oneOff.service(), oneOff.label(), text));
    }

    private int follow(OneOff oneOff, Instance instance, BooleanSupplier gone) throws InterruptedException {
        long until = System.nanoTime() + oneOff.timeout().toNanos();
        boolean left = false;
        while (instance.await(LOOK) == null && System.nanoTime() < until && !left) {
            left = gone.getAsBoolean();
        }
        boolean late = !instance.ended().isDone();
        var exit = late
                ? instance.stop(left ? Duration.ZERO : oneOff.workload().stopGrace())
                : instance.ended().join();
        logs.of(oneOff.service()).platform(oneOff.label() + " "
                + (late ? "was stopped after " + Exit.span(exit.lived()) : exit.sentence()));
        var code = exit.code();
        return late ? TIMED_OUT : code == null ? KILLED : code;
    }
}
