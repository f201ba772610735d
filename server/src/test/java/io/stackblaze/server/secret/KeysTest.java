package io.stackblaze.server.secret;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KeysTest {
    private final Random random = new Random(new SecureRandom());

    @Test
    void theFirstStartMakesKeysThatOnlyTheirOwnerReads(@TempDir Path home) throws Exception {
        Keys.open(home, false, random);
        for (String file : new String[]{"token", "keys/secrets.json"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(file))))
                    .isEqualTo("rw-------");
        }
        assertThat(Keys.open(home, true, random).ownerToken()).hasSizeGreaterThan(40);
    }

    @Test
    void twoInstallationsShareNothing(@TempDir Path one, @TempDir Path other) throws Exception {
        assertThat(Keys.open(one, false, random).ownerToken())
                .isNotEqualTo(Keys.open(other, false, random).ownerToken());
        byte[] sealed = new Vault(Keys.open(one, false, random)).seal("a", "value");
        var foreign = new Vault(Keys.open(other, false, random));
        assertThatThrownBy(() -> foreign.open("a", sealed)).hasMessageContaining("another home");
    }

    @Test
    void aValueDoesNotOpenInAnotherRow(@TempDir Path home) throws Exception {
        var vault = new Vault(Keys.open(home, false, random));
        assertThat(vault.open("variable/1//A", vault.seal("variable/1//A", "x"))).isEqualTo("x");
        assertThatThrownBy(() -> vault.open("variable/2//A", vault.seal("variable/1//A", "x")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothingIsMadeWhereOthersCanReachUs(@TempDir Path home) {
        assertThatThrownBy(() -> Keys.open(home, true, random)).isInstanceOf(KeyException.class)
                .hasMessageContaining("--bind 127.0.0.1");
    }

    @Test
    void aTokenThatCanBeGuessedIsRefused(@TempDir Path home) throws Exception {
        Keys.open(home, false, random);
        Files.writeString(home.resolve("token"), "password");
        assertThatThrownBy(() -> Keys.open(home, false, random)).hasMessageContaining("too easy to guess");
        Files.writeString(home.resolve("token"), "a".repeat(60));
        assertThatThrownBy(() -> Keys.open(home, false, random)).hasMessageContaining("too easy to guess");
    }

    @Test
    void keysThatOthersMayReadAreRefused(@TempDir Path home) throws Exception {
        Keys.open(home, false, random);
        Files.setPosixFilePermissions(home.resolve("keys/secrets.json"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Keys.open(home, false, random)).hasMessageContaining("chmod 600");
    }
}
