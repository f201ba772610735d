package io.stackblaze.engine.local.instance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import io.stackblaze.engine.local.state.AtomicFile;
import io.stackblaze.engine.local.state.Json;
import io.stackblaze.sandbox.Isolation;
import io.stackblaze.sandbox.Mount;
import io.stackblaze.sandbox.Sandbox;
import org.jspecify.annotations.Nullable;

/** Builds the argument list and the environment of an instance. */
public final class CommandLine {
    private static final String APP = "/app";
    private static final int DEPTH = 64;
    private static final int MOST_FOLDERS = 20_000;
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Isolation isolation;
    private final Path script;
    private final String enter;
    private final String shell = Files.isExecutable(Path.of("/bin/bash")) ? "/bin/bash" : "/bin/sh";

    /**
     * @param isolation what instances are fenced in by
     * @param folder where the script that waits for instances is put
     */
    public CommandLine(Isolation isolation, Path folder) throws IOException {
        this.isolation = isolation;
        this.script = folder.resolve("instance.sh");
        this.enter = resource("enter.sh");
        var text = resource("instance.sh");
        if (!Files.exists(script) || !Files.readString(script).equals(text)) {
            AtomicFile.write(script, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = CommandLine.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the installation lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A process to be started, but for where its output goes. */
    ProcessBuilder of(Launch launch, Path place, List<Path> cgroups) throws IOException {
        var sandbox = sandbox(launch, place, cgroups);
        var inside = List.of(shell, "-c", enter, "stackblaze", launch.workload().command());
        var builder = sandbox.process(inside, variables(launch, sandbox));
        var command = new ArrayList<>(List.of("setsid", "sh", script.toString(), place.toString()));
        command.addAll(builder.command());
        return builder.command(command);
    }

    private static Map<String, String> variables(Launch launch, Sandbox sandbox) {
        var record = launch.record();
        var variables = new HashMap<>(launch.workload().env());
        variables.put("HOME", sandbox.resolve(APP));
        variables.put("DYNO", record.name());
        variables.putIfAbsent("PATH", PATH);
        if (record.port() > 0) {
            variables.put("PORT", Integer.toString(record.port()));
        }
        return variables;
    }

    private Sandbox sandbox(Launch launch, Path place, List<Path> cgroups) throws IOException {
        var mounts = new ArrayList<Mount>();
        for (var layer : layers(launch.artifact())) {
            mounts.add(new Mount.ReadOnly(layer, layer.toString()));
        }
        var upper = writable(place.resolve("upper"), launch.place().uid());
        var work = writable(place.resolve("work"), launch.place().uid());
        if (launch.place().uid().isPresent()) {
            ownFolders(launch.artifact().resolve("app"), upper, launch.place().uid());
        }
        mounts.add(new Mount.Overlay(launch.artifact().resolve("app"), upper, work, APP));
        mounts.addAll(launch.place().files());
        return new Sandbox(isolation, mounts, APP, launch.place().uid(), launch.place().namespace(), cgroups);
    }

    /**
     * Gives the instance's user every folder of the build, though not the files: it can make, replace and delete files
     * anywhere
     * below {@code /app}, as on Heroku, and the build stays as it is.
     */
    private static void ownFolders(Path app, Path upper, OptionalInt uid) throws IOException {
        try (var paths = Files.find(app, DEPTH, (_, attributes) -> attributes.isDirectory())) {
            for (var folder : (Iterable<Path>) paths.skip(1).limit(MOST_FOLDERS)::iterator) {
                writable(upper.resolve(app.relativize(folder).toString()), uid);
            }
        }
    }

    private static Path writable(Path folder, OptionalInt uid) throws IOException {
        Files.createDirectory(folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        if (uid.isPresent()) {
            Files.setAttribute(folder, "unix:uid", uid.getAsInt());
            Files.setAttribute(folder, "unix:gid", uid.getAsInt());
        }
        return folder;
    }

    private static List<Path> layers(Path artifact) throws IOException {
        return Json.load(artifact.resolve("build.json"), Layers.class).map(Layers::layers).orElse(List.of()).stream()
                .map(Path::of).filter(Path::isAbsolute).filter(Files::isDirectory).toList();
    }

    /**
     * @param layers null when the file does not say
     */
    private record Layers(@Nullable List<String> layers) {}
}
