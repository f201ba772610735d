import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.stackblaze.postgres.move.DatabaseCopy;
import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.Target;
import io.stackblaze.postgres.move.copy.CopyEvent;
import io.stackblaze.postgres.move.copy.Limits;

/** One copy of a database; writes its phases and their seconds. Started by bench/move/run. */
final class CopyBench {
    private static final double NANOS = 1e9;

    public static void main(String[] arguments) throws Exception {
        // The virtual machine's own start counts.
        var started = ProcessHandle.current().info().startInstant().orElseThrow();
        var jobs = Integer.parseInt(arguments[2]);
        Map<String, Double> at = new ConcurrentHashMap<>();
        var outcome = new DatabaseCopy(Endpoint.parse(arguments[0]), new Target(Endpoint.parse(arguments[1])),
                new Limits(jobs, jobs, 0, 256), Clock.systemUTC(), event -> {
                    if (event instanceof CopyEvent.Step step) {
                        at.put(step.what(), since(started));
                    } else if (event instanceof CopyEvent.Rows rows && rows.complete()) {
                        at.merge("last rows", since(started), Math::max);
                    }
                }).run();
        at.forEach((step, seconds) -> System.err.printf("%6.2f %s%n", seconds, step));
        if (!outcome.report().equal()) {
            throw new IllegalStateException(String.join("\n", outcome.report().differences()));
        }
        Files.writeString(Path.of(arguments[3]), "stackblaze %.2f%nstackblaze-rows %.2f%nstackblaze-compared %.2f%n"
                .formatted(at.get("comparing both sides"), at.get("last rows") - at.get("copying rows"), since(started)));
    }

    private static double since(Instant start) {
        return Duration.between(start, Instant.now()).toNanos() / NANOS;
    }
}
