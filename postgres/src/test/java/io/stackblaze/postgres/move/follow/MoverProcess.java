package io.stackblaze.postgres.move.follow;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.Endpoint.Tls;

/** A mover in a process of its own, which can be killed. */
public final class MoverProcess {
    private static final FollowSettings SETTINGS = new FollowSettings(Duration.ofMillis(200), Duration.ofSeconds(20),
            Duration.ofSeconds(10));

    private MoverProcess() {}

    /** Starts one that goes on with what was begun. */
    public static Process start(Endpoint source, Endpoint target, Method method, String job) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx32m", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                MoverProcess.class.getName(), method.name(), job).redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
            for (Endpoint end : new Endpoint[]{source, target}) {
                in.write(String.join("\n", end.host(), Integer.toString(end.port()), end.database(), end.user(),
                        end.password(), ""));
            }
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
        return process;
    }

    /** Says a line for each step. */
    public static void main(String[] arguments) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var follower = follower(Method.valueOf(arguments[0]), arguments[1], endpoint(in), endpoint(in))) {
            while (true) {
                System.out.println(Oracle.patiently(follower::step).changes());
            }
        }
    }

    private static Follower follower(Method method, String job, Endpoint source, Endpoint target) {
        return method == Method.SLOT
                ? new SlotFollower(source, target, job, SETTINGS)
                : new TriggerFollower(source, target, job, SETTINGS);
    }

    private static Endpoint endpoint(BufferedReader in) throws IOException {
        return new Endpoint(in.readLine(), Integer.parseInt(in.readLine()), in.readLine(), in.readLine(),
                in.readLine(), Tls.DISABLE);
    }
}
