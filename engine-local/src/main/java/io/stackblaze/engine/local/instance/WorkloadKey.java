package io.stackblaze.engine.local.instance;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

import io.stackblaze.engine.Workload;
import io.stackblaze.engine.local.state.Json;

/** A digest that two workloads share when, and only when, {@link Workload#sameAs} says so. */
public final class WorkloadKey {
    private WorkloadKey() {}

    /** The digest of a workload: 64 hexadecimal digits. */
    public static String of(Workload workload) {
        var env = new TreeMap<>(workload.env());
        env.remove("STACKBLAZE_RELEASE");
        env.remove("HEROKU_RELEASE_VERSION");
        var parts = new Parts(workload.artifact().id(), workload.artifact().location(), workload.command(), env,
                workload.resources().memoryMiB(), workload.resources().cpuMillis(), workload.stopGrace().toMillis());
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(Json.text(parts).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    private record Parts(String artifact, String location, String command, TreeMap<String, String> env, int memory,
            int cpu, long grace) {}
}
