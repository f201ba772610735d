package io.stackblaze.postgres;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UnpackingTest {
    @TempDir
    Path folder;

    @Test
    void happensOnceHoweverManyAsk() throws Exception {
        var archive = archive(file("bin/postgres", 0755), file("share/notes", 0640),
                link("lib/libpq.so", "libpq.so.5"));
        var opened = new AtomicInteger();
        Callable<Path> task = () -> Unpacking.once(folder, "postgres-16", () -> {
            opened.incrementAndGet();
            return new ByteArrayInputStream(archive);
        });

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : threads.invokeAll(IntStream.range(0, 8).mapToObj(_ -> task).toList())) {
                assertThat(result.get()).isEqualTo(folder.resolve("postgres-16"));
            }
        }

        assertThat(opened).hasValue(1);
        assertThat(folder.resolve("postgres-16/bin/postgres")).isExecutable().hasContent("bin/postgres");
        assertThat(Files.isExecutable(folder.resolve("postgres-16/share/notes"))).isFalse();
        assertThat(folder.resolve("postgres-16/lib/libpq.so")).isSymbolicLink();
    }

    @Test
    void leavesNothingHalfDone() throws Exception {
        var archive = archive(file("bin/postgres", 0755));

        assertThatThrownBy(() -> Unpacking.once(folder, "postgres-16",
                () -> new ByteArrayInputStream(archive, 0, archive.length - 20))).isInstanceOf(IOException.class);
        assertThat(folder.resolve("postgres-16")).doesNotExist();

        assertThat(
                Unpacking.once(folder, "postgres-16", () -> new ByteArrayInputStream(archive)).resolve("bin/postgres"))
                .exists();
    }

    @Test
    void refusesWhatWouldLeaveTheFolder() throws Exception {
        assertRefused(archive(file("../evil", 0755)));
        assertRefused(archive(link("lib/evil", "../../../etc")));
    }

    private void assertRefused(byte[] archive) {
        assertThatThrownBy(() -> Unpacking.once(folder, "bad", () -> new ByteArrayInputStream(archive)))
                .isInstanceOf(IOException.class).hasMessageContaining("evil");
        assertThat(folder.resolve("bad")).doesNotExist();
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    private static TarArchiveEntry file(String name, int mode) {
        var entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(name.length());
        return entry;
    }

    private static TarArchiveEntry link(String name, String target) {
        var entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        return entry;
    }

    private static byte[] archive(TarArchiveEntry... entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new XZOutputStream(bytes, new LZMA2Options()))) {
            for (TarArchiveEntry entry : entries) {
                tar.putArchiveEntry(entry);
                if (!entry.isSymbolicLink()) {
                    tar.write(entry.getName().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                }
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }
}
