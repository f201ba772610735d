package io.stackblaze.postgres.backup.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;
import io.stackblaze.postgres.backup.BackupException;
import io.stackblaze.postgres.backup.BackupException.Code;

/** The key that backups are encrypted with. Whoever loses it loses the backups. */
public final class BackupKey {
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE);

    private final StreamingAead aead;
    private final String id;

    private BackupKey(KeysetHandle keyset) throws GeneralSecurityException {
        this.aead = keyset.getPrimitive(RegistryConfiguration.get(), StreamingAead.class);
        this.id = HexFormat.of().toHexDigits(keyset.getPrimary().getId());
    }

    /** Reads the key of a file, which only its owner may read; makes one if there is no such file. */
    public static BackupKey open(Path file) throws BackupException {
        try {
            StreamingAeadConfig.register();
            if (!Files.exists(file)) {
                write(file, KeysetHandle.generateNew(PredefinedStreamingAeadParameters.AES256_GCM_HKDF_1MB));
            }
            if (!OWNER.containsAll(Files.getPosixFilePermissions(file))) {
                throw new BackupException(Code.FAILED, "Others may read " + file + ". Run: chmod 600 " + file);
            }
            return new BackupKey(
                    TinkJsonProtoKeysetFormat.parseKeyset(Files.readString(file), InsecureSecretKeyAccess.get()));
        } catch (IOException | GeneralSecurityException e) {
            throw new BackupException(Code.FAILED, "The key of the backups in " + file
                    + " cannot be read or made: " + e.getMessage() + ". Put back the copy that you keep of it.", e);
        }
    }

    /** Tells keys apart; says nothing about the key itself. */
    public String id() {
        return id;
    }

    StreamingAead aead() {
        return aead;
    }

    private static void write(Path file, KeysetHandle keyset) throws IOException, GeneralSecurityException {
        var fresh = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
        Files.createDirectories(file.resolveSibling(""));
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER));
        Files.writeString(fresh, TinkJsonProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get()),
                StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        try {
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException _) {
            return; // another process made one just now; there must never be two
        } finally {
            Files.delete(fresh);
        }
    }
}
