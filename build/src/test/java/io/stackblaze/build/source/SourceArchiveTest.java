package io.stackblaze.build.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SourceArchiveTest {
    private static final SourceLimits SMALL = new SourceLimits(1 << 20, 1 << 20, 100, 0);

    @TempDir
    Path temp;

    static Stream<Arguments> hostile() {
        return Map.<String, UnaryOperator<Tar>>ofEntries(
                Map.entry("absolute name", tar -> tar.file("/etc/evil", "x")),
                Map.entry("name that climbs out", tar -> tar.file("../evil", "x")),
                Map.entry("name that climbs in the middle", tar -> tar.file("a/../../evil", "x")),
                Map.entry("name with an empty part", tar -> tar.file("a//b", "x")),
                Map.entry("name with a line break", tar -> tar.file("a\nb", "x")),
                Map.entry("name too long for a disk", tar -> tar.file("a".repeat(300), "x")),
                Map.entry("path too long", tar -> tar.file("a/".repeat(600) + "b", "x")),
                Map.entry("absolute link", tar -> tar.symlink("passwd", "/etc/passwd")),
                Map.entry("link that climbs out", tar -> tar.symlink("a/up", "../../evil")),
                Map.entry("link that climbs after descending",
                        tar -> tar.symlink("a/b/c/root", "../../..").symlink("out", "a/b/c/root/../x")),
                Map.entry("file through a link", tar -> tar.folder("real").symlink("a", "real").file("a/b", "x")),
                Map.entry("file below a file", tar -> tar.file("a", "x").file("a/b", "x")),
                Map.entry("hard link", tar -> tar.file("a", "x").special('1', "b", "a")),
                Map.entry("hard link out", tar -> tar.special('1', "b", "/etc/passwd")),
                Map.entry("character device", tar -> tar.special('3', "null", "")),
                Map.entry("block device", tar -> tar.special('4', "disk", "")),
                Map.entry("fifo", tar -> tar.special('6', "pipe", "")),
                Map.entry("name twice", tar -> tar.file("a", "x").file("a", "y")),
                Map.entry("name twice, spelt differently", tar -> tar.file("a", "x").file("./a", "y")),
                Map.entry("link in the place of a file", tar -> tar.file("a", "x").symlink("a", "b")),
                Map.entry("folder in the place of a file", tar -> tar.file("a", "x").folder("a")),
                Map.entry("folder in the place of a link", tar -> tar.folder("r").symlink("a", "r").folder("a")))
                .entrySet().stream().map(entry -> Arguments.of(entry.getKey(),
                        entry.getValue().apply(new Tar().folder("ok")).stream()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void hostileArchivesAreRefusedAndLeaveNothing(String what, InputStream archive) {
        var target = temp.resolve("target");

        assertThatThrownBy(() -> SourceArchive.unpack(archive, target, SMALL)).as(what)
                .isInstanceOf(SourceException.class).message().endsWith(".").doesNotContain("Exception", "\n");

        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void aBombIsRefused() {
        var bomb = new Tar().file("zeros", "0".repeat(2 << 20)).stream();

        assertThatThrownBy(() -> SourceArchive.unpack(bomb, temp.resolve("target"), SMALL))
                .isInstanceOf(SourceException.class).hasMessageContaining("more than 1 MiB unpacked");
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void tooManyFilesAreRefused() {
        var tar = new Tar();
        for (var i = 0; i <= 100; i++) {
            tar.file("file" + i, "");
        }
        assertThatThrownBy(() -> SourceArchive.unpack(tar.stream(), temp.resolve("target"), SMALL))
                .isInstanceOf(SourceException.class).hasMessageContaining("more than 100 files");
    }

    @Test
    void anArchiveTooLongToSendIsRefused() {
        var noise = new byte[2 << 20];
        new Random(1).nextBytes(noise);
        var tar = new Tar().file("noise", new String(noise, StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> SourceArchive.unpack(tar.stream(), temp.resolve("target"),
                new SourceLimits(1 << 20, 1 << 30, 100, 0))).isInstanceOf(SourceException.class)
                .hasMessageContaining("has more than 1 MiB");
    }

    @Test
    void whatIsNoArchiveIsRefused() {
        for (var bytes : new byte[][]{{}, "hello".getBytes(StandardCharsets.UTF_8), {0x1f, (byte) 0x8b, 8, 0, 0}}) {
            assertThatThrownBy(
                    () -> SourceArchive.unpack(new ByteArrayInputStream(bytes), temp.resolve("target"), SMALL))
                    .isInstanceOf(SourceException.class).message().contains("archive");
            assertThat(temp).isEmptyDirectory();
        }
    }

    @Test
    void aCutArchiveIsRefused() throws Exception {
        var whole = new Tar().file("a", "text ".repeat(5000)).stream().readAllBytes();
        var cut = new ByteArrayInputStream(whole, 0, whole.length / 2);

        assertThatThrownBy(() -> SourceArchive.unpack(cut, temp.resolve("target"), SMALL))
                .isInstanceOf(SourceException.class);
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void aFullDiskIsSaidBeforeAnythingIsWritten() {
        var archive = new Tar().file("a", "x").stream();

        assertThatThrownBy(() -> SourceArchive.unpack(archive, temp.resolve("target"),
                new SourceLimits(1 << 20, 1 << 20, 100, Long.MAX_VALUE))).isInstanceOf(SourceException.class)
                .hasMessageContaining("disk is full").hasMessageContaining("Free some space");
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void whatWasPackedIsUnpackedTheSame() throws Exception {
        var source = project();
        var target = temp.resolve("target");

        SourceArchive.unpack(new ByteArrayInputStream(pack(source)), target, SMALL);

        assertThat(target.resolve("src/main.js")).hasContent("main");
        assertThat(target.resolve("src/main.js").toFile().canExecute()).isFalse();
        assertThat(Files.isExecutable(target.resolve("bin/run"))).isTrue();
        assertThat(Files.readSymbolicLink(target.resolve("link"))).hasToString("src/main.js");
        assertThat(SourceTree.digest(target, SMALL)).isEqualTo(SourceTree.digest(source, SMALL));
    }

    @Test
    void equalTreesGiveEqualBytes() throws Exception {
        var source = project();
        var first = pack(source);
        Files.setLastModifiedTime(source.resolve("src/main.js"), FileTime.fromMillis(1));

        assertThat(pack(source)).isEqualTo(first);
    }

    @Test
    void gitDependenciesAndSecretsAreLeftOut() throws Exception {
        var source = project();
        for (var name : new String[]{".git/config", "node_modules/a/b.js", "sub/node_modules/c.js", ".env",
                ".env.production", "sub/.env", "notes/private.txt", "a.log", "keep.log"}) {
            write(source.resolve(name), "x");
        }
        write(source.resolve(".stackblazeignore"), "# ours\nnotes/\n*.log\n!keep.log\n!.env\n");

        var target = temp.resolve("target");
        SourceArchive.unpack(new ByteArrayInputStream(pack(source)), target, SMALL);

        assertThat(files(target)).containsExactlyInAnyOrder(".stackblazeignore", "bin/run", "keep.log", "link",
                "src/main.js");
    }

    @Test
    void gitDecidesInAWorkTree() throws Exception {
        var source = project();
        write(source.resolve(".gitignore"), "/ignored\n");
        write(source.resolve("ignored/a"), "x");
        write(source.resolve("new.txt"), "not added yet");
        write(source.resolve("gone.txt"), "x");
        write(source.resolve("node_modules/a.js"), "x");
        git(source, "init", "-q");
        git(source, "add", "-f", "gone.txt", "node_modules/a.js");
        Files.delete(source.resolve("gone.txt"));

        var target = temp.resolve("target");
        SourceArchive.unpack(new ByteArrayInputStream(pack(source)), target, SMALL);

        assertThat(files(target)).containsExactlyInAnyOrder(".gitignore", "bin/run", "link", "new.txt", "src/main.js");
    }

    @Test
    void aLinkOutOfTheFolderIsNamed() throws Exception {
        var source = project();
        Files.createSymbolicLink(source.resolve("out"), Path.of("/etc/passwd"));

        assertThatThrownBy(() -> pack(source)).isInstanceOf(SourceException.class)
                .hasMessageContaining("The link out leads out of the folder");
    }

    @Test
    void anEmptyFolderIsRefused() {
        assertThatThrownBy(() -> pack(temp)).isInstanceOf(SourceException.class)
                .hasMessageContaining("has no source in it");
    }

    private Path project() throws IOException {
        var source = temp.resolve("source");
        write(source.resolve("src/main.js"), "main");
        write(source.resolve("bin/run"), "#!/bin/sh\n");
        source.resolve("bin/run").toFile().setExecutable(true, false);
        Files.createSymbolicLink(source.resolve("link"), Path.of("src/main.js"));
        return source;
    }

    private static byte[] pack(Path source) throws IOException, SourceException {
        var out = new ByteArrayOutputStream();
        SourceArchive.pack(source, out);
        return out.toByteArray();
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void git(Path folder, String... words) throws Exception {
        var command = Stream.concat(Stream.of("git", "-C", folder.toString()), Stream.of(words)).toList();
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private static Stream<String> files(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(path -> !Files.isDirectory(path)).map(path -> folder.relativize(path).toString())
                    .toList().stream();
        }
    }
}
