package io.stackblaze.heroku.emulator.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

import io.stackblaze.heroku.emulator.account.Release;

/** Slugs as files: a compressed tarball whose one folder is {@code ./app}. */
final class Slugs {
    private static final int BLOCK = 512;

    private Slugs() {}

    /** The tarball of a slug; the same bytes each time. */
    static byte[] tarball(Release.Slug slug) {
        var procfile = slug.processTypes().entrySet().stream().map(one -> one.getKey() + ": " + one.getValue() + "\n")
                .collect(Collectors.joining());
        var bytes = new ByteArrayOutputStream();
        try (OutputStream zipped = new GZIPOutputStream(bytes)) {
            add(zipped, "./app/Procfile", procfile);
            add(zipped, "./app/package.json", "{\"name\": \"app\", \"engines\": {\"node\": \"20.x\"}}\n");
            add(zipped, "./app/.heroku/node/VERSION", "20.18.0\n");
            zipped.write(new byte[2 * BLOCK]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** {@code SHA256:} and its digits. */
    static String checksum(byte[] tarball) {
        try {
            return "SHA256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(tarball));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(OutputStream out, String name, String text) throws IOException {
        var content = text.getBytes(StandardCharsets.UTF_8);
        var header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, "%011o ".formatted(content.length));
        put(header, 136, "%011o ".formatted(0));
        put(header, 148, "        ");
        header[156] = '0';
        put(header, 257, "ustar\00000");
        var sum = 0;
        for (byte one : header) {
            sum += one;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        out.write(header);
        out.write(Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK));
    }

    private static void put(byte[] header, int at, String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
