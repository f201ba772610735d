package io.stackblaze.engine.local;

import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Map;

import io.stackblaze.engine.BackupWindow;
import io.stackblaze.engine.RedisSpec;
import io.stackblaze.engine.Resources;
import io.stackblaze.engine.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Somebody without root runs the same things, and is told what that costs. */
class UnprivilegedNodeTest {
    private static final int NOBODY = 65_534;

    @TempDir
    Path folder;

    @Test
    void runsWithoutRootAndSaysWhatIsMissing() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var home = Files.createDirectory(folder.resolve("home"));
        own(home);
        var classes = readable(System.getProperty("java.class.path"));
        try (var node = NodeProcess.startWith(home, Map.of(), classes, "setpriv", "--reuid", "" + NOBODY, "--regid",
                "" + NOBODY, "--clear-groups")) {
            assertThat(node.engine().missing()).anyMatch(line -> line.contains("share this machine's network"))
                    .anyMatch(line -> line.contains("bounds of instances are not enforced"))
                    .allMatch(line -> line.contains("Remedy: "));
            var site = new Site(node, folder);
            var web = site.web(1, 1);
            own(folder.resolve("builds"));
            site.apply(web, new RedisSpec("cache", "7", new Secret("w0rd-of-the-test"), new Resources(64, 500),
                    "noeviction", RedisSpec.Persistence.AOF, BackupWindow.USUAL));
            site.live("web", 1);
            assertThat(site.get()).isEqualTo("200 1 web.1");
            assertThat(site.engine().status(site.id).missing()).isEqualTo(node.engine().missing());
            var lines = new ArrayList<String>();
            var fetch = "exec python3 -c \"import urllib.request as r; print(r.urlopen('http://web.internal:8080').status)\"";
            site.engine().run(new io.stackblaze.engine.OneOff(site.id, "web", "run.1",
                    site.workload(1, Map.of("web.py", Site.WEB), fetch), java.time.Duration.ofSeconds(30)),
                    line -> lines.add(line.text()));
            assertThat(lines).containsExactly("200");
            var reach = site.engine().reach(site.id, "cache");
            try (var socket = new Socket(reach.host(), reach.port())) {
                socket.getOutputStream().write("AUTH w0rd-of-the-test\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readNBytes(3), StandardCharsets.US_ASCII))
                        .isEqualTo("+OK");
            }
            site.engine().remove(site.id);
        }
    }

    private static void own(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                return own(path);
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                return own(path);
            }

            private FileVisitResult own(Path path) throws IOException {
                Files.setAttribute(path, "unix:uid", NOBODY);
                Files.setAttribute(path, "unix:gid", NOBODY);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** The same classes where nobody can read them too. */
    private String readable(String classPath) throws IOException {
        var copies = new ArrayList<String>();
        for (var entry : classPath.split(File.pathSeparator)) {
            var copy = folder.resolve("classes")
                    .resolve(Integer.toString(copies.size()) + "-" + Path.of(entry).getFileName());
            copy(Path.of(entry), copy);
            copies.add(copy.toString());
        }
        return String.join(File.pathSeparator, copies);
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (var paths = Files.walk(from)) {
            for (var path : (Iterable<Path>) paths::iterator) {
                var target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(path, target);
                    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
                }
            }
        }
    }
}
