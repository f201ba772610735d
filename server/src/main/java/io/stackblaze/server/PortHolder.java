package io.stackblaze.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds the process that listens on a port of this machine, from {@code /proc}. */
final class PortHolder {
    private PortHolder() {}

    /** {@code process 812 (nginx)}; empty when it cannot be seen. */
    static Optional<String> of(int port) {
        try {
            Set<String> sockets = sockets(port);
            try (var processes = Files.list(Path.of("/proc"))) {
                return processes.filter(process -> process.getFileName().toString().matches("[0-9]+"))
                        .filter(process -> holds(process, sockets)).findFirst().map(PortHolder::named);
            }
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Set<String> sockets(int port) throws IOException {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        var sockets = new HashSet<String>();
        for (String table : new String[]{"/proc/net/tcp", "/proc/net/tcp6"}) {
            if (!Files.exists(Path.of(table))) {
                continue;
            }
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.trim().split("\\s+");
                if (fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals("0A")) {
                    sockets.add("socket:[" + fields[9] + "]");
                }
            }
        }
        return sockets;
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (var descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(descriptor -> {
                try {
                    return sockets.contains(Files.readSymbolicLink(descriptor).toString());
                } catch (IOException _) {
                    return false;
                }
            });
        } catch (IOException _) {
            return false;
        }
    }

    private static String named(Path process) {
        String pid = process.getFileName().toString();
        try {
            return "process " + pid + " (" + Files.readString(process.resolve("comm")).strip() + ")";
        } catch (IOException _) {
            return "process " + pid;
        }
    }
}
