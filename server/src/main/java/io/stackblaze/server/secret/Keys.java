package io.stackblaze.server.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.EnumSet;
import java.util.Set;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.PredefinedAeadParameters;

/**
 * The two secrets of an installation, in files of the home that only its owner may read: the keyset that encrypts
 * secrets at rest, and the owner's token. Both are made on the first start.
 */
public final class Keys {
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE);
    private static final int SHORTEST_TOKEN = 32;

    private final KeysetHandle keyset;
    private final String ownerToken;

    private Keys(KeysetHandle keyset, String ownerToken) {
        this.keyset = keyset;
        this.ownerToken = ownerToken;
    }

    /**
     * Reads the keys of a home, making what is missing.
     *
     * @param exposed whether others than this machine will reach the server; then nothing may be missing
     * @throws KeyException when they are missing though they must not be, too short, or open to others
     */
    public static Keys open(Path home, boolean exposed, Random random) throws KeyException {
        try {
            Files.createDirectories(home, PosixFilePermissions
                    .asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path keyset = home.resolve("keys").resolve("secrets.json");
            Path token = home.resolve("token");
            if (exposed && !(Files.exists(keyset) && Files.exists(token))) {
                throw new KeyException("There are no keys in " + home + " yet, and the server was asked to listen where"
                        + " other machines reach it. Start it once with --bind 127.0.0.1, which makes them.");
            }
            AeadConfig.register();
            return new Keys(keyset(keyset), token(token, random));
        } catch (IOException | GeneralSecurityException e) {
            throw new KeyException("The keys in " + home + " cannot be read or made: " + e.getMessage()
                    + ". Restore them from a backup, or choose another --home.", e);
        }
    }

    KeysetHandle keyset() {
        return keyset;
    }

    /** The token of the installation's owner. */
    public String ownerToken() {
        return ownerToken;
    }

    private static KeysetHandle keyset(Path path) throws IOException, GeneralSecurityException, KeyException {
        if (!Files.exists(path)) {
            Files.createDirectories(path.getParent());
            var fresh = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
            write(path, TinkJsonProtoKeysetFormat.serializeKeyset(fresh, InsecureSecretKeyAccess.get()));
        }
        refuseOpen(path);
        var keyset = TinkJsonProtoKeysetFormat.parseKeyset(Files.readString(path), InsecureSecretKeyAccess.get());
        if (keyset.getPrimary().getKey() instanceof AesGcmKey key && key.getParameters().getKeySizeBytes() < 32) {
            throw new KeyException(
                    "The key in " + path + " is shorter than 256 bits. Replace it by an AES256_GCM keyset.");
        }
        return keyset;
    }

    private static String token(Path path, Random random) throws IOException, KeyException {
        if (!Files.exists(path)) {
            write(path, random.token() + "\n");
        }
        refuseOpen(path);
        String token = Files.readString(path).strip();
        if (token.length() < SHORTEST_TOKEN || token.chars().distinct().count() < 10) {
            throw new KeyException(
                    "The token in " + path + " is too easy to guess. Delete the file; a new token is made"
                            + " at the next start, or put at least " + SHORTEST_TOKEN + " random characters there.");
        }
        return token;
    }

    private static void write(Path path, String text) throws IOException {
        var next = path.resolveSibling(path.getFileName() + ".next");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(OWNER));
        Files.writeString(next, text, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.move(next, path);
    }

    private static void refuseOpen(Path path) throws IOException, KeyException {
        if (!OWNER.containsAll(Files.getPosixFilePermissions(path))) {
            throw new KeyException("Others may read " + path + ". Run: chmod 600 " + path);
        }
    }
}
