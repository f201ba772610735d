package io.stackblaze.postgres.backup.storage;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class VaultLocationTest {
    private static final Path USUAL = Path.of("/home/backups");

    @TempDir
    Path folder;

    private final List<String> faults = new ArrayList<>();

    @Test
    void isTheUsualFolderOrTheOneThatWasNamed() {
        assertThat(read(Map.of())).isEqualTo(new VaultLocation.Folder(USUAL));
        assertThat(read(Map.of("STACKBLAZE_BACKUPS", "/mnt/disk"))).hasToString("/mnt/disk");
        assertThat(faults).isEmpty();
    }

    @Test
    void aBucketHasItsKeyFromTheEnvironmentOrAFileOfItsOwnerAlone() throws Exception {
        var file = Files.writeString(folder.resolve("key"),
                "access_key_id = AKIA1\nsecret_access_key=abc=def\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        var named = Map.of("STACKBLAZE_BACKUPS", "s3://my-bucket/some/place", "STACKBLAZE_S3_ENDPOINT",
                "https://storage.example.com", "STACKBLAZE_S3_CREDENTIALS", file.toString());
        assertThat(read(named)).isInstanceOfSatisfying(VaultLocation.Bucket.class, bucket -> {
            assertThat(bucket.bucket()).isEqualTo("my-bucket");
            assertThat(bucket.prefix()).isEqualTo("some/place/");
            assertThat(bucket.endpoint()).contains(URI.create("https://storage.example.com"));
            assertThat(bucket.region()).isEqualTo("us-east-1");
            assertThat(bucket.keyId()).isEqualTo("AKIA1");
            assertThat(bucket.key().reveal()).isEqualTo("abc=def");
            assertThat(bucket.toString()).isEqualTo("s3://my-bucket/some/place/");
        });
        assertThat(faults).isEmpty();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        read(named);
        assertThat(faults).anyMatch(fault -> fault.contains("chmod 600"));
    }

    @Test
    void everyFaultIsNamedAndNoSecretIs() {
        read(Map.of("STACKBLAZE_BACKUPS", "s3://my-bucket", "STACKBLAZE_S3_ENDPOINT", "storage",
                "STACKBLAZE_S3_SECRET_ACCESS_KEY", "hush-hush"));
        assertThat(faults).hasSize(2).anyMatch(fault -> fault.contains("STACKBLAZE_S3_ENDPOINT is 'storage'"))
                .anyMatch(fault -> fault.contains("STACKBLAZE_S3_ACCESS_KEY_ID is missing"))
                .noneMatch(fault -> fault.contains("hush"));
        faults.clear();
        read(Map.of("STACKBLAZE_BACKUPS", "s3:/wrong"));
        assertThat(faults)
                .containsExactly("STACKBLAZE_BACKUPS is 's3:/wrong'; write s3://bucket or s3://bucket/prefix");
    }

    private VaultLocation read(Map<String, String> environment) {
        return VaultLocation.read(environment, USUAL, faults);
    }
}
