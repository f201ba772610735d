package io.stackblaze.postgres.backup.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Where backups are kept: a folder, or a bucket of storage that speaks the protocol of S3. */
public sealed interface VaultLocation {
    /** Names the place: a folder, or {@code s3://bucket/prefix}. */
    String VARIABLE = "STACKBLAZE_BACKUPS";

    /** Opens it; nothing happens yet. */
    Vault open();

    /** A folder. */
    record Folder(Path path) implements VaultLocation {
        @Override
        public Vault open() {
            return new DirectoryVault(path);
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * A bucket.
     *
     * @param prefix of the names of all objects; empty, or with a slash at its end
     * @param endpoint where the storage is; Amazon's own when empty
     * @param keyId public name of the key
     * @param key shows in no text
     */
    record Bucket(String bucket, String prefix, Optional<URI> endpoint, String region, String keyId, Key key)
            implements
                VaultLocation {
        private static final Pattern PLACE = Pattern
                .compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)/?");

        @Override
        public Vault open() {
            return new S3Vault(this);
        }

        @Override
        public String toString() {
            return "s3://" + bucket + "/" + prefix;
        }
    }

    /** A secret that shows in no text. */
    final class Key {
        private final String value;

        /** Takes it. */
        public Key(String value) {
            this.value = value;
        }

        String reveal() {
            return value;
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    /**
     * What environment variables say: {@value #VARIABLE}, and of a bucket {@code STACKBLAZE_S3_ENDPOINT},
     * {@code _REGION}, {@code _ACCESS_KEY_ID}, {@code _SECRET_ACCESS_KEY}; instead of the last two, {@code
     * STACKBLAZE_S3_CREDENTIALS} may name a file of two such lines ({@code access_key_id=...}) that only its owner may
     * read.
     *
     * @param otherwise where they are kept when nothing is said
     * @param faults takes a sentence for each fault
     */
    static VaultLocation read(Map<String, String> environment, Path otherwise, List<String> faults) {
        var said = environment.getOrDefault(VARIABLE, "");
        if (!said.startsWith("s3:")) {
            return new Folder(said.isEmpty() ? otherwise : Path.of(said).toAbsolutePath().normalize());
        }
        var place = Bucket.PLACE.matcher(said);
        if (!place.matches()) {
            faults.add(VARIABLE + " is '" + said + "'; write s3://bucket or s3://bucket/prefix");
            return new Folder(otherwise);
        }
        var known = credentials(environment, faults);
        var prefix = place.group(2).isEmpty() ? "" : place.group(2).substring(1) + "/";
        var region = environment.getOrDefault("STACKBLAZE_S3_REGION", "");
        return new Bucket(place.group(1), prefix, endpoint(environment, faults),
                region.isEmpty() ? "us-east-1" : region, known.getOrDefault("STACKBLAZE_S3_ACCESS_KEY_ID", ""),
                new Key(known.getOrDefault("STACKBLAZE_S3_SECRET_ACCESS_KEY", "")));
    }

    private static Optional<URI> endpoint(Map<String, String> environment, List<String> faults) {
        var text = environment.getOrDefault("STACKBLAZE_S3_ENDPOINT", "");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            var uri = URI.create(text);
            if (Set.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        faults.add("STACKBLAZE_S3_ENDPOINT is '" + text + "'; write it like https://storage.example.com");
        return Optional.empty();
    }

    private static Map<String, String> credentials(Map<String, String> environment, List<String> faults) {
        var known = new HashMap<String, String>();
        for (var name : List.of("STACKBLAZE_S3_ACCESS_KEY_ID", "STACKBLAZE_S3_SECRET_ACCESS_KEY")) {
            known.put(name, environment.getOrDefault(name, ""));
        }
        var file = environment.getOrDefault("STACKBLAZE_S3_CREDENTIALS", "");
        if (!file.isEmpty()) {
            readFile(Path.of(file), known, faults);
        }
        known.forEach((name, value) -> {
            if (value.isEmpty()) {
                faults.add(name + " is missing; set it, or STACKBLAZE_S3_CREDENTIALS to a file with "
                        + name.substring("STACKBLAZE_S3_".length()).toLowerCase(Locale.ROOT) + "=...");
            }
        });
        return known;
    }

    private static void readFile(Path file, Map<String, String> known, List<String> faults) {
        try {
            if (!EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)
                    .containsAll(Files.getPosixFilePermissions(file))) {
                faults.add("Others may read " + file + ". Run: chmod 600 " + file);
                return;
            }
            for (var line : Files.readAllLines(file)) {
                var equals = line.indexOf('=');
                var name = "STACKBLAZE_S3_" + line.substring(0, Math.max(0, equals)).strip()
                        .toUpperCase(Locale.ROOT);
                if (known.containsKey(name)) {
                    known.put(name, line.substring(equals + 1).strip());
                }
            }
        } catch (IOException e) {
            faults.add("STACKBLAZE_S3_CREDENTIALS names " + file + ", which cannot be read: " + e.getMessage());
        }
    }
}
