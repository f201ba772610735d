package io.stackblaze.server.recovery;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.stackblaze.postgres.backup.storage.SealedVault;

/**
 * What of a home is kept beside its databases. Small files that change (keys, what runs, addresses) go together;
 * sources, builds and what they need never change, and go once each. Written and read by the system's tar, which keeps
 * owners, modes and links.
 */
final class HomeCopy {
    /** A name that no project has. */
    static final String ROOT = "_installation";
    private static final String FILES = ROOT + "/files";
    private static final String HOME = ROOT + "/home";
    private static final String PARTS = ROOT + "/parts/";
    private static final List<String> SMALL = List.of("token", "keys/secrets.json", "ports.json", "certificates",
            "server/store.password", "server/migrations", "node/network.json", "node/state");
    private static final List<String> SHELVES = List.of("server/sources", "builds/builds", "builds/layers",
            "builds/runtimes");
    private static final long PATIENCE_MINUTES = 60;

    private final SealedVault vault;
    private final Path home;

    HomeCopy(SealedVault vault, Path home) {
        this.vault = vault;
        this.home = home;
    }

    /** The folder that the kept installation lived in; its builds and its saved state name it. */
    static Path formerHome(SealedVault vault) throws IOException {
        try (var in = vault.get(HOME)) {
            return Path.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Tells whether the small files changed. */
    String digest() throws IOException {
        var digest = sha256();
        for (var name : SMALL) {
            try (Stream<Path> files = Files.exists(home.resolve(name)) ? Files.walk(home.resolve(name)) : Stream.of()) {
                for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                    digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
                    digest.update(Files.readAllBytes(file));
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Keeps the small files, in place of those that were kept before. */
    void keepFiles() throws IOException, InterruptedException {
        vault.put(HOME, out -> out.write(home.toString().getBytes(StandardCharsets.UTF_8)));
        pack(FILES, SMALL.stream().filter(name -> Files.exists(home.resolve(name))).toList());
    }

    /**
     * Keeps each source, build, layer and runtime that is not kept yet.
     *
     * @param before what was kept before that moment, and is not here any more, is let go
     */
    void keepParts(Instant before) throws IOException, InterruptedException {
        var entries = vault.list(PARTS);
        var kept = new TreeSet<String>();
        entries.forEach(entry -> kept.add(entry.name()));
        for (var entry : entries) {
            if (entry.written().isBefore(before)
                    && !Files.exists(home.resolve(entry.name().substring(PARTS.length())))) {
                vault.delete(entry.name());
            }
        }
        for (var shelf : SHELVES) {
            for (var name : complete(shelf)) {
                if (!kept.contains(PARTS + shelf + "/" + name)) {
                    var label = shelf + "/" + name + ".json";
                    pack(PARTS + shelf + "/" + name, Files.exists(home.resolve(label))
                            ? List.of(shelf + "/" + name, label)
                            : List.of(shelf + "/" + name));
                }
            }
        }
    }

    /** What is whole: builds and layers are once they have their label, sources get their name last. */
    private List<String> complete(String shelf) throws IOException {
        var folder = home.resolve(shelf);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(Files::isDirectory).filter(each -> switch (shelf) {
                case "server/sources" -> each.getFileName().toString().matches("[0-9a-f]{64}");
                case "builds/builds" -> Files.exists(each.resolve("build.json"));
                default -> Files.exists(each.resolveSibling(each.getFileName() + ".json"));
            }).map(each -> each.getFileName().toString()).toList();
        }
    }

    /** Brings everything back into an empty home. */
    void restore() throws IOException, InterruptedException {
        unpack(FILES);
        for (var entry : vault.list(PARTS)) {
            unpack(entry.name());
        }
    }

    private void pack(String name, List<String> files) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("tar", "-C", home.toString(), "--numeric-owner", "-cf", "-", "--"));
        command.addAll(files);
        var tar = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (InputStream in = tar.getInputStream()) {
            vault.put(name, out -> {
                in.transferTo(out);
                end(tar, "packed " + name);
            });
        } finally {
            tar.destroyForcibly().waitFor();
        }
    }

    private void unpack(String name) throws IOException, InterruptedException {
        var tar = new ProcessBuilder("tar", "-C", home.toString(), "--numeric-owner", "-pxf", "-")
                .redirectError(ProcessBuilder.Redirect.DISCARD).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try (var in = vault.get(name)) {
            try (OutputStream out = tar.getOutputStream()) {
                in.transferTo(out);
            }
            end(tar, "unpacked " + name);
        } finally {
            tar.destroyForcibly().waitFor();
        }
    }

    /** A file that goes while it is read is no failure (1); it is of the past by then. */
    private static void end(Process tar, String what) throws IOException {
        try {
            if (!tar.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) || tar.exitValue() > 1) {
                throw new IOException("tar has not " + what);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
