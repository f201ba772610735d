package io.stackblaze.engine.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/** What happens to the machine under a node's feet. */
final class Machine {
    private Machine() {}

    /** Ends the node and all of its processes, and the networks, as a power cut does. */
    static void powerOff(NodeProcess node, Path folder) throws IOException, InterruptedException {
        node.kill();
        for (var waiting : Site.processes(folder.toString())) {
            descendants(waiting).forEach(ProcessHandle::destroyForcibly);
            ProcessHandle.of(waiting).ifPresent(ProcessHandle::destroyForcibly);
        }
        Awaitility.await().until(() -> Site.processes(folder.toString()).isEmpty());
        var digest = Node.digest(node.home());
        for (var namespace : io.stackblaze.engine.local.state.Folders.list(Path.of("/run/netns"))) {
            if (namespace.getFileName().toString().startsWith("sb" + digest + "-")) {
                run("ip", "link", "delete", namespace.getFileName().toString());
                run("ip", "netns", "delete", namespace.getFileName().toString());
            }
        }
        run("nft", "delete", "table", "inet", "sb" + digest);
        for (var place : io.stackblaze.engine.local.state.Folders.list(folder.resolve("home/node/instances"))) {
            // no process wrote how it ended: there was no time for it
            Files.deleteIfExists(place.resolve("exit"));
        }
    }

    private static List<ProcessHandle> descendants(long pid) {
        return ProcessHandle.of(pid).map(handle -> handle.descendants().toList()).orElse(List.of());
    }

    static void run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        process.waitFor(10, TimeUnit.SECONDS);
    }
}
