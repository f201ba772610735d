package io.stackblaze.engine.local.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.stackblaze.engine.local.state.AtomicFile;
import io.stackblaze.sandbox.Mount;

/** The files by which an environment's instances resolve names. One thread at a time. */
final class NameFiles {
    private static final List<Path> UPSTREAM = List.of(Path.of("/run/systemd/resolve/resolv.conf"),
            Path.of("/run/NetworkManager/no-stub-resolv.conf"), Path.of("/etc/resolv.conf"));

    private final Path hosts;
    private final Path resolv;
    private final boolean ownResolv;

    /**
     * @param folder where they are
     * @param resolvable whether the machine's loopback addresses are out of reach, so that another resolver is named
     */
    NameFiles(Path folder, boolean resolvable) throws IOException {
        AtomicFile.directory(folder);
        this.hosts = folder.resolve("hosts");
        this.resolv = folder.resolve("resolv.conf");
        this.ownResolv = resolvable && resolvers(Path.of("/etc/resolv.conf")).stream().allMatch(NameFiles::isLoopback);
        write(hosts, hosts(Map.of()));
        if (ownResolv) {
            write(resolv, upstream().map(address -> "nameserver " + address + "\n").orElse("nameserver 1.1.1.1\n"));
        }
    }

    void names(Map<String, String> addresses) throws IOException {
        write(hosts, hosts(addresses));
    }

    List<Mount> mounts() {
        var mounts = new ArrayList<Mount>();
        mounts.add(new Mount.ReadOnly(hosts, "/etc/hosts"));
        if (ownResolv) {
            mounts.add(new Mount.ReadOnly(resolv, "/etc/resolv.conf"));
        }
        return mounts;
    }

    /** In place, not by a new file: running instances see this very file, mounted. */
    private static void write(Path file, String text) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return;
        }
        Files.write(file, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        var _ = file.toFile().setReadable(true, false);
    }

    static String hosts(Map<String, String> addresses) {
        var text = new StringBuilder("127.0.0.1 localhost\n::1 localhost ip6-localhost\n");
        try {
            text.append("127.0.1.1 ").append(InetAddress.getLocalHost().getHostName()).append('\n');
        } catch (UnknownHostException e) {
            text.append("# this machine's own name is not known\n");
        }
        new TreeMap<>(addresses).forEach((name, address) -> text.append(address).append(' ').append(name)
                .append(".internal ").append(name).append('\n'));
        return text.toString();
    }

    static Optional<String> upstream() {
        return UPSTREAM.stream().flatMap(file -> resolvers(file).stream()).filter(address -> !isLoopback(address))
                .findFirst();
    }

    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.contains(":");
    }

    private static List<String> resolvers(Path file) {
        try {
            return Files.readAllLines(file).stream().map(String::strip).filter(line -> line.startsWith("nameserver "))
                    .map(line -> line.substring("nameserver ".length()).strip()).toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
