package io.stackblaze.build.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes archives that no honest packer would. */
final class Tar {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar;

    Tar() {
        try {
            tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    Tar file(String name, String text) {
        var entry = new TarArchiveEntry(name, true);
        var content = text.getBytes(StandardCharsets.UTF_8);
        entry.setSize(content.length);
        return put(entry, content);
    }

    Tar folder(String name) {
        return put(new TarArchiveEntry(name + "/", true), new byte[0]);
    }

    Tar special(char type, String name, String target) {
        var entry = new TarArchiveEntry(name, (byte) type);
        entry.setLinkName(target);
        return put(entry, new byte[0]);
    }

    Tar symlink(String name, String target) {
        return special('2', name, target);
    }

    private Tar put(TarArchiveEntry entry, byte[] content) {
        try {
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            return this;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    InputStream stream() {
        try {
            tar.close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
