package io.stackblaze.postgres.backup.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;

import io.stackblaze.postgres.backup.BackupException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SealedVaultTest {
    @TempDir
    Path folder;

    private SealedVault vault;

    @BeforeEach
    void open() throws BackupException {
        vault = new SealedVault(new DirectoryVault(folder.resolve("vault")), BackupKey.open(folder.resolve("key")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1 << 20, (3 << 20) + 17})
    void givesBackWhatWasPut(int length) throws Exception {
        var bytes = random(length);
        var stored = vault.put("a/b", 1, out -> out.write(bytes));
        try (var in = vault.get("a/b")) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
        vault.verify(stored);
        assertThat(stored.bytes()).isEqualTo(Files.size(file("a/b")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 40, 5000})
    void oneBitThatFlippedIsNoticed(int where) throws Exception {
        var stored = vault.put("a", out -> out.write(random(20_000)));
        var bytes = Files.readAllBytes(file("a"));
        bytes[where] ^= 1;
        Files.write(file("a"), bytes);
        assertThatThrownBy(() -> read("a")).isInstanceOf(DamagedException.class).hasMessageContaining("object a");
        assertThatThrownBy(() -> vault.verify(stored)).isInstanceOf(DamagedException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1 << 20, (2 << 20) + 5})
    void anEndThatIsMissingIsNoticed(int missing) throws Exception {
        vault.put("a", out -> out.write(random(4 << 20)));
        var bytes = Files.readAllBytes(file("a"));
        Files.write(file("a"), Arrays.copyOf(bytes, bytes.length - missing));
        assertThatThrownBy(() -> read("a")).isInstanceOf(DamagedException.class);
    }

    @Test
    void anObjectInPlaceOfAnotherIsNoticed() throws Exception {
        vault.put("wal/1", out -> out.write(random(100)));
        vault.put("wal/2", out -> out.write(random(100)));
        Files.copy(file("wal/1"), file("wal/2"), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> read("wal/2")).isInstanceOf(DamagedException.class);
    }

    @Test
    void whatCouldNotBeWrittenWholeIsNotThereAndTheOldStays() throws Exception {
        vault.put("a", out -> out.write("old".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> vault.put("a", out -> {
            out.write(random(2 << 20));
            throw new IOException("the disk was pulled");
        })).hasMessage("the disk was pulled");
        assertThat(new String(read("a"), StandardCharsets.UTF_8)).isEqualTo("old");
        assertThat(vault.list("")).extracting(Vault.Entry::name).containsExactly("a");
        assertThatThrownBy(() -> read("b")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void anotherKeyOpensNothing() throws Exception {
        vault.put("a", out -> out.write(random(100)));
        var other = new SealedVault(vault.plain(), BackupKey.open(folder.resolve("other")));
        assertThatThrownBy(() -> other.get("a").readAllBytes()).isInstanceOf(DamagedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "/a", "a/../b", "a//b", ".new-a", "a/.b", "", "a b"})
    void namesThatLeadElsewhereAreRefused(String name) {
        assertThatThrownBy(() -> vault.put(name, _ -> {})).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKeyThatOthersMayReadIsRefused() throws Exception {
        Files.setPosixFilePermissions(folder.resolve("key"),
                PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> BackupKey.open(folder.resolve("key"))).hasMessageContaining("chmod 600");
    }

    private byte[] read(String name) throws IOException {
        try (var in = vault.get(name)) {
            return in.readAllBytes();
        }
    }

    private Path file(String name) {
        return folder.resolve("vault").resolve(name);
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
