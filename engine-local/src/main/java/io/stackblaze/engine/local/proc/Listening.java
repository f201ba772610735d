package io.stackblaze.engine.local.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A TCP port that a process listens on.
 *
 * @param loopbackOnly whether only the machine itself, or the namespace, gets there
 */
public record Listening(int port, boolean loopbackOnly) {
    private static final String LISTEN = "0A";

    /** Every port that these processes listen on. */
    public static List<Listening> of(List<Proc> processes) {
        var sockets = new HashSet<String>();
        processes.forEach(process -> sockets.addAll(sockets(process.pid())));
        var found = new ArrayList<Listening>();
        if (!processes.isEmpty()) {
            int pid = processes.getFirst().pid();
            for (var table : List.of("tcp", "tcp6")) {
                found.addAll(parse(lines(Path.of("/proc", Integer.toString(pid), "net", table)), sockets));
            }
        }
        return List.copyOf(new HashSet<>(found));
    }

    static List<Listening> parse(List<String> lines, Set<String> sockets) {
        return lines.stream().skip(1).map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields[3].equals(LISTEN) && sockets.contains(fields[9]))
                .map(fields -> fields[1].split(":"))
                .map(address -> new Listening(Integer.parseInt(address[1], 16), isLoopback(address[0]))).toList();
    }

    private static boolean isLoopback(String address) {
        // the bytes of each 32-bit word are in the machine's order
        return address.length() == 8
                ? address.endsWith("7F")
                : address.equals("00000000000000000000000001000000")
                        || (address.startsWith("0000000000000000FFFF0000") && address.endsWith("7F"));
    }

    private static Set<String> sockets(int pid) {
        var inodes = new HashSet<String>();
        var folder = Path.of("/proc", Integer.toString(pid), "fd");
        var names = folder.toFile().list();
        for (var name : names == null ? new String[0] : names) {
            var link = target(folder.resolve(name));
            if (link.startsWith("socket:[")) {
                inodes.add(link.substring("socket:[".length(), link.length() - 1));
            }
        }
        return inodes;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
