package io.stackblaze.engine.local.environment;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.stackblaze.engine.DatastoreSpec;
import io.stackblaze.engine.local.state.Json;
import org.jspecify.annotations.Nullable;

/**
 * Which datastores an environment has data of, and in which folders: known as long as the data is there. One thread at
 * a time.
 */
public final class Datastores {
    private final Path file;
    private final Map<String, Known> known;

    /**
     * One datastore.
     *
     * @param folder name of its folder, never used for another
     * @param spec how it was last wanted
     * @param running whether it runs as long as its environment does, though it may be in no spec any more
     * @param origin the order that it was restored by; null for one that began empty
     */
    public record Known(String folder, DatastoreSpec spec, boolean running, @Nullable String origin) {}

    private record Kept(Map<String, Known> datastores) {}

    /** Reads what is kept in a file. */
    public Datastores(Path file) throws IOException {
        this.file = file;
        this.known = new HashMap<>(Json.load(file, Kept.class).map(Kept::datastores).orElse(Map.of()));
    }

    synchronized String folder(DatastoreSpec spec) throws IOException {
        var before = known.get(spec.name());
        var folder = before == null
                ? fresh(spec.name())
                : before.folder();
        var now = new Known(folder, spec, true, before == null ? null : before.origin());
        if (!now.equals(known.put(spec.name(), now))) {
            save();
        }
        return folder;
    }

    /** Takes a datastore whose data is in that folder already, and runs from now on. */
    synchronized void adopt(DatastoreSpec spec, String folder, String origin) throws IOException {
        known.put(spec.name(), new Known(folder, spec, true, origin));
        save();
    }

    /** Name of a folder that was never used. */
    static String fresh(String service) {
        return service + "-" + HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    }

    synchronized Optional<Known> of(String service) {
        return Optional.ofNullable(known.get(service));
    }

    synchronized List<DatastoreSpec> running() {
        return known.values().stream().filter(Known::running).map(Known::spec).toList();
    }

    synchronized void stopped() throws IOException {
        known.replaceAll((_, one) -> new Known(one.folder(), one.spec(), false, one.origin()));
        if (!known.isEmpty()) {
            save();
        }
    }

    /** Those whose data is kept. */
    public synchronized List<Known> all() {
        return List.copyOf(known.values());
    }

    synchronized Set<String> names() {
        return new TreeSet<>(known.keySet());
    }

    synchronized void forget(String service) throws IOException {
        known.remove(service);
        save();
    }

    private void save() throws IOException {
        Json.save(file, new Kept(known));
    }
}
