package io.stackblaze.postgres.backup.storage;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A vault whose objects are compressed (zstd) and then encrypted (AES-256-GCM in segments), each bound to its name: an
 * object that was changed, cut off or put in place of another does not open. Any thread may use it.
 */
public final class SealedVault {
    private static final int BUFFER = 1 << 20;
    private static final int LEVEL = 1;

    private final Vault vault;
    private final BackupKey key;

    /**
     * An object as it is stored.
     *
     * @param bytes its stored length
     * @param sha256 of the stored bytes, in hexadecimal
     */
    public record Stored(String name, long bytes, String sha256) {}

    /** Seals what is put into the vault. */
    public SealedVault(Vault vault, BackupKey key) {
        this.vault = vault;
        this.key = key;
    }

    /** Puts an object; see {@link Vault#put}. */
    public Stored put(String name, Vault.Content content) throws IOException {
        return put(name, 0, content);
    }

    /** Puts an object, compressed by that many threads beside this one. */
    public Stored put(String name, int workers, Vault.Content content) throws IOException {
        var digest = sha256();
        var count = new long[1];
        vault.put(name, out -> {
            var plain = new OpenEnd(new DigestOutputStream(new Counting(out, count), digest));
            try (OutputStream sealed = key.aead().newEncryptingStream(plain, bytes(name));
                    var compressed = new ZstdOutputStream(sealed, LEVEL)) {
                compressed.setWorkers(workers);
                content.writeTo(compressed);
            } catch (GeneralSecurityException e) {
                throw new IOException("cannot encrypt " + name + ": " + e.getMessage(), e);
            }
        });
        return new Stored(name, count[0], HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * Opens an object.
     *
     * @throws DamagedException here or while it is read, when it is not what was put under this name with this key
     * @throws NoSuchFileException when there is none
     */
    public InputStream get(String name) throws IOException {
        var source = new Source(vault.get(name));
        var stored = new BufferedInputStream(source, BUFFER);
        try {
            var opened = new Blaming(name, source, key.aead().newDecryptingStream(stored, bytes(name)));
            return new BufferedInputStream(new ZstdInputStream(opened), BUFFER);
        } catch (GeneralSecurityException e) {
            stored.close();
            throw new DamagedException(name, e);
        } catch (IOException e) {
            stored.close();
            throw e;
        }
    }

    /** Reads an object's stored bytes and compares them with what was stored. */
    public void verify(Stored stored) throws IOException {
        var digest = sha256();
        var buffer = new byte[BUFFER];
        try (InputStream in = vault.get(stored.name())) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(stored.sha256())) {
            throw new DamagedException(stored.name(), null);
        }
    }

    /** See {@link Vault#list}. */
    public List<Vault.Entry> list(String prefix) throws IOException {
        return vault.list(prefix);
    }

    /** See {@link Vault#delete}. */
    public void delete(String name) throws IOException {
        vault.delete(name);
    }

    /** The vault itself, for what is not secret. */
    public Vault plain() {
        return vault;
    }

    /** The key that it seals with. */
    public BackupKey key() {
        return key;
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Passes all on but the end, which belongs to the vault. */
    private static final class OpenEnd extends FilterOutputStream {
        OpenEnd(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    private static final class Counting extends FilterOutputStream {
        private final long[] count;

        Counting(OutputStream out, long[] count) {
            super(out);
            this.count = count;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            count[0]++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count[0] += length;
        }
    }

    /** Remembers that the vault failed, which is no damage. */
    private static final class Source extends FilterInputStream {
        private @Nullable IOException failure;

        Source(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return in.read(bytes, offset, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }

    /** Says which object does not open; the library only says that one does not. */
    private static final class Blaming extends InputStream {
        private final String name;
        private final Source source;
        private final InputStream in;

        Blaming(String name, Source source, InputStream in) {
            this.name = name;
            this.source = source;
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return in.read(bytes, offset, length);
            } catch (IOException e) {
                if (source.failure != null) {
                    throw source.failure;
                }
                throw new DamagedException(name, e);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
