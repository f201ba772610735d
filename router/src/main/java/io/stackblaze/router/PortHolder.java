package io.stackblaze.router;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A process that listens on a TCP port, as Linux' {@code /proc} tells it.
 *
 * @param pid its id
 * @param name its command's name, as {@code ps -o comm} shows it
 */
public record PortHolder(long pid, String name) {
    private static final String LISTENING = "0A";

    /**
     * Who listens on a port of this machine, on whatever address. Empty when nobody does, when the process belongs to
     * somebody else and may not be looked at, and where there is no {@code /proc}.
     */
    public static Optional<PortHolder> of(int port) {
        return of(port, Path.of("/proc"));
    }

    /** A clause for messages: {@code port 8080 is taken by nginx (pid 123)}. */
    public static String describe(int port) {
        return of(port).map(holder -> "port %d is taken by %s (pid %d)".formatted(port, holder.name(), holder.pid()))
                .orElse("port %d is taken by another process".formatted(port));
    }

    static Optional<PortHolder> of(int port, Path proc) {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            try {
                Files.readAllLines(proc.resolve(table)).forEach(line -> addListener(line, port, sockets));
            } catch (IOException absent) {
                // No IPv6, or no Linux: the other table may still know.
            }
        }
        return sockets.isEmpty() ? Optional.empty() : holder(proc, sockets);
    }

    /**
     * A line is {@code sl local_address rem_address st ... inode}, numbers in hexadecimal; the tenth field is the
     * inode.
     */
    static void addListener(String line, int port, Set<String> sockets) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length > 9 && fields[3].equals(LISTENING) && fields[1].endsWith(":%04X".formatted(port))) {
            sockets.add("socket:[" + fields[9] + "]");
        }
    }

    private static Optional<PortHolder> holder(Path proc, Set<String> sockets) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    return Optional.of(new PortHolder(Long.parseLong(process.getFileName().toString()),
                            Files.readString(process.resolve("comm")).strip()));
                }
            }
        } catch (IOException | NumberFormatException gone) {
            // The process ended while it was looked at.
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (sockets.contains(target(descriptor))) {
                    return true;
                }
            }
        } catch (IOException hidden) {
            // Somebody else's process, or one that has ended.
        }
        return false;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
            return "";
        }
    }
}
