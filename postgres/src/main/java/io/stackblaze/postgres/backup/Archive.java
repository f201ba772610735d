package io.stackblaze.postgres.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.stackblaze.postgres.backup.BackupException.Code;
import io.stackblaze.postgres.backup.storage.DamagedException;
import io.stackblaze.postgres.backup.storage.SealedVault;
import io.stackblaze.postgres.backup.storage.Vault;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The backups of one cluster in one history: bases, WAL, named points, facts to prove restores with. Any thread may
 * use it.
 */
public final class Archive {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MANIFEST = "/manifest";

    private final SealedVault vault;
    private final String prefix;

    /**
     * Whose backups these are.
     *
     * @param systemId number that Postgres gave the cluster
     * @param version major version
     */
    public record Identity(long systemId, int timeline, String version, Instant createdAt) {}

    private Archive(SealedVault vault, String prefix) {
        this.vault = vault;
        this.prefix = prefix;
    }

    /** Begins an archive; its name must not have been used before. */
    public static Archive create(SealedVault vault, String name, Identity identity) throws IOException {
        var archive = new Archive(vault, name + "/");
        vault.plain().put(archive.prefix + "key",
                out -> out.write(vault.key().id().getBytes(StandardCharsets.UTF_8)));
        archive.put("identity", identity);
        return archive;
    }

    /** Opens an archive. */
    public static Archive open(SealedVault vault, String name) throws BackupException {
        var archive = new Archive(vault, name + "/");
        try {
            archive.identity();
            return archive;
        } catch (NoSuchFileException e) {
            throw new BackupException(Code.NOT_FOUND, "There are no backups of " + name + " in " + vault.plain(), e);
        } catch (IOException e) {
            throw archive.blamed(e);
        }
    }

    /** Names of the archives below a name, oldest first. */
    public static List<String> names(Vault vault, String name) throws IOException {
        return vault.list(name + "/").stream().map(Vault.Entry::name).filter(entry -> entry.endsWith("/identity"))
                .map(entry -> entry.substring(0, entry.lastIndexOf('/'))).toList();
    }

    /**
     * Deletes archives that nobody writes to any more.
     *
     * @param used names of archives that belong to a database that is still there
     * @param before those that were written to since are kept
     */
    public static void expire(Vault vault, Set<String> used, Instant before) throws IOException {
        var archives = new HashMap<String, List<Vault.Entry>>();
        var all = vault.list("");
        all.stream().map(Vault.Entry::name).filter(name -> name.endsWith("/identity"))
                .map(name -> name.substring(0, name.lastIndexOf('/') + 1)).forEach(prefix -> archives.put(prefix,
                        all.stream().filter(entry -> entry.name().startsWith(prefix)).toList()));
        for (var archive : archives.entrySet()) {
            var entries = archive.getValue();
            var name = archive.getKey().substring(0, archive.getKey().length() - 1);
            if (!used.contains(name) && entries.stream().allMatch(entry -> entry.written().isBefore(before))) {
                for (Vault.Entry entry : entries) {
                    vault.delete(entry.name());
                }
            }
        }
    }

    /** Whose backups these are. */
    public Identity identity() throws IOException {
        return get("identity", Identity.class);
    }

    /** Its name. */
    public String name() {
        return prefix.substring(0, prefix.length() - 1);
    }

    /** What it holds now. */
    public History history() throws IOException {
        return new History(bases(), wal(), points());
    }

    /** Base backups that are whole. */
    public List<Base> bases() throws IOException {
        var bases = new ArrayList<Base>();
        for (Vault.Entry entry : vault.list(prefix + "base/")) {
            if (entry.name().endsWith(MANIFEST)) {
                bases.add(get(entry.name().substring(prefix.length()), Base.class));
            }
        }
        return List.copyOf(bases);
    }

    /** All copies of all segments, but those that were found damaged. */
    public List<KeptWal> wal() throws IOException {
        return wal("");
    }

    /** Marks a copy of a segment as damaged: it does not count any more, but stays for whoever wants to look. */
    void condemn(KeptWal kept) throws IOException {
        if (!vault.key().id().equals(keyId().orElse(""))) {
            return; // not damaged, but locked
        }
        vault.plain().put(prefix + "damaged/" + kept.name(), _ -> {});
    }

    /** Named points, oldest first. */
    public List<Point> points() throws IOException {
        return all("points/", Point.class);
    }

    /** Keeps a named point. */
    public void keep(Point point) throws IOException {
        put("points/" + point.id(), point);
    }

    /** Forgets a named point. */
    void forget(Point point) throws IOException {
        vault.delete(prefix + "points/" + point.id());
    }

    /** Writes a base's files; it does not count before its manifest is there. */
    SealedVault.Stored putData(String id, int workers, Vault.Content files) throws IOException {
        return vault.put(prefix + "base/" + id + "/data", workers, files);
    }

    /** Writes a base's manifest: from here on it is one. */
    void publish(Base base) throws IOException {
        put("base/" + base.id() + MANIFEST, base);
    }

    /** Marks a base as read back and found whole. */
    void markVerified(Base base, Instant at) throws IOException {
        put("base/" + base.id() + "/verified", at);
    }

    /** Whether a base was read back and found whole. */
    boolean isVerified(Base base) throws IOException {
        return !vault.list(prefix + "base/" + base.id() + "/verified").isEmpty();
    }

    /** Deletes a base; a half deleted one is none. */
    void delete(Base base) throws IOException {
        vault.delete(prefix + "base/" + base.id() + MANIFEST);
        vault.delete(prefix + "base/" + base.id() + "/verified");
        vault.delete(prefix + "base/" + base.id() + "/data");
    }

    /** Deletes what is left of bases that never became whole and began before a moment. */
    void sweep(Instant before) throws IOException {
        var whole = bases().stream().map(base -> prefix + "base/" + base.id() + "/").toList();
        for (Vault.Entry entry : vault.list(prefix + "base/")) {
            if (entry.written().isBefore(before) && whole.stream().noneMatch(entry.name()::startsWith)) {
                vault.delete(entry.name());
            }
        }
    }

    /** Keeps the bytes of a segment's file, in place of worse copies of it. */
    void keep(KeptWal kept, Path file) throws IOException {
        vault.put(prefix + "wal/" + kept.name(), out -> Files.copy(file, out));
        for (KeptWal other : wal(kept.segment().name())) {
            if (!other.name().equals(kept.name()) && other.partial()) {
                delete(other);
            }
        }
    }

    /** Deletes a copy of a segment. */
    void delete(KeptWal kept) throws IOException {
        vault.delete(prefix + "wal/" + kept.name());
    }

    /** Opens a base's files, a tar archive. */
    InputStream files(Base base) throws IOException {
        return vault.get(prefix + "base/" + base.id() + "/data");
    }

    /** Opens a segment, or the better copy that took its place meanwhile. */
    InputStream bytes(KeptWal kept) throws IOException {
        var wanted = kept;
        while (true) {
            try {
                return vault.get(prefix + "wal/" + wanted.name());
            } catch (NoSuchFileException e) {
                var gone = wanted;
                wanted = wal(kept.segment().name()).stream().max(KeptWal.BY_WORTH)
                        .filter(other -> KeptWal.BY_WORTH.compare(other, gone) > 0).orElseThrow(() -> e);
            }
        }
    }

    /** Reads a base's stored bytes again and compares them with what was written. */
    void verify(Base base) throws IOException {
        vault.verify(base.data());
    }

    /** Keeps something as JSON. */
    public void put(String name, Object value) throws IOException {
        vault.put(prefix + name, out -> out.write(JSON.writeValueAsBytes(value)));
    }

    /** All that is kept as JSON below a name. */
    public <T> List<T> all(String below, Class<T> type) throws IOException {
        var found = new ArrayList<T>();
        for (Vault.Entry entry : vault.list(prefix + below)) {
            found.add(get(entry.name().substring(prefix.length()), type));
        }
        return List.copyOf(found);
    }

    /** Deletes something that was kept as JSON. */
    public void drop(String name) throws IOException {
        vault.delete(prefix + name);
    }

    /** What a failure of the vault means to people. */
    public BackupException blamed(IOException e) {
        var made = keyId();
        if (made.isPresent() && !made.get().equals(vault.key().id())) {
            return new BackupException(Code.WRONG_KEY, "The backups of " + name() + " were encrypted with key "
                    + made.get() + ", but this is key " + vault.key().id()
                    + ". Put back the key file they were made with.",
                    e);
        }
        if (e instanceof DamagedException) {
            return new BackupException(Code.DAMAGED, e.getMessage() + ".", e);
        }
        return new BackupException(Code.FAILED, "The backups of " + name() + " cannot be reached in " + vault.plain()
                + ": " + e.getMessage(), e);
    }

    private Optional<String> keyId() {
        try (var in = vault.plain().get(prefix + "key")) {
            return Optional.of(new String(in.readNBytes(64), StandardCharsets.UTF_8))
                    .filter(id -> id.matches("[0-9a-f]{8}"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private List<KeptWal> wal(String of) throws IOException {
        var start = prefix + "wal/";
        var below = prefix + "damaged/";
        var damaged = vault.list(below).stream().map(entry -> entry.name().substring(below.length()))
                .collect(Collectors.toSet());
        return vault.list(start + of).stream()
                .flatMap(entry -> KeptWal.parse(entry.name().substring(start.length()), entry.bytes()).stream())
                .filter(kept -> !damaged.contains(kept.name())).toList();
    }

    private <T> T get(String name, Class<T> type) throws IOException {
        try (var in = vault.get(prefix + name)) {
            return JSON.readValue(in.readAllBytes(), type);
        } catch (JacksonException e) {
            throw new IOException("The stored object " + prefix + name + " is not understood: "
                    + e.getOriginalMessage(), e);
        }
    }
}
