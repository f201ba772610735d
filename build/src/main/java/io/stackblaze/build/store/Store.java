package io.stackblaze.build.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

import io.stackblaze.sandbox.Trees;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder in which all builds of a machine keep what they make.
 *
 * <p>
 * What is on a {@link Shelf} is filled in its final place, because installed software knows its own path, under an
 * exclusive lock of its name; it exists once its label does, which is written last and at once. Whoever uses it holds
 * the lock shared. A folder without a label is what a crash left, and the next one to want it starts over.
 */
public final class Store {
    static final JsonMapper JSON = new JsonMapper();

    private final Path home;
    private final Clock clock;

    private Store(Path home, Clock clock) {
        this.home = home;
        this.clock = clock;
    }

    /** Fills a new folder; what it returns becomes the label. */
    public interface Maker<E extends Exception> {
        /** The folder is empty and only this caller's; it is deleted when this throws. */
        Label make(Path folder) throws E, IOException, InterruptedException;
    }

    /** Opens or makes the store. */
    public static Store open(Path home, Clock clock) throws IOException {
        var store = new Store(home.toAbsolutePath().normalize(), clock);
        for (var shelf : Shelf.values()) {
            Files.createDirectories(store.shelf(shelf));
        }
        Files.createDirectories(store.temporaries());
        Files.createDirectories(store.caches());
        Files.createDirectories(store.home.resolve("subjects"));
        return store;
    }

    /** Where it is, absolute. */
    public Path home() {
        return home;
    }

    /** Where the things of a kind are. */
    public Path shelf(Shelf shelf) {
        return home.resolve(shelf.folder());
    }

    /** A thing's folder, whether or not it exists. */
    public Path place(Shelf shelf, String name) {
        return shelf(shelf).resolve(name);
    }

    /**
     * The file that makes a thing complete. A build's is in its folder; that of a layer lies beside it, where the
     * programs that fill the layer cannot write.
     */
    public Path labelFile(Shelf shelf, String name) {
        return shelf == Shelf.BUILDS ? place(shelf, name).resolve("build.json") : shelf(shelf).resolve(name + ".json");
    }

    /** A thing's label; empty when there is no such thing. */
    public Optional<Label> label(Shelf shelf, String name) throws IOException {
        try {
            return Optional.of(JSON.readerFor(Label.class)
                    .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(Files.readAllBytes(labelFile(shelf, name))));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /** Notes that a thing was used now. */
    public void used(Shelf shelf, String name) throws IOException {
        Files.setLastModifiedTime(labelFile(shelf, name), FileTime.from(clock.instant()));
    }

    /**
     * Finds a thing, or makes it, while others who want it wait.
     *
     * @param limit how long to wait for others
     * @param waiting runs once if there is something to wait for
     */
    public <E extends Exception> Holding obtain(Shelf shelf, String name, Duration limit, Runnable waiting,
            Maker<E> maker) throws E, IOException, InterruptedException, TimeoutException {
        var made = false;
        while (true) {
            var shared = StoreLock.acquire(lock(shelf, name), true, limit, waiting);
            if (label(shelf, name).isPresent()) {
                used(shelf, name);
                return new Holding(place(shelf, name), !made, shared);
            }
            shared.close();
            try (var _ = StoreLock.acquire(lock(shelf, name), false, limit, waiting)) {
                if (label(shelf, name).isEmpty()) {
                    make(shelf, name, maker);
                    made = true;
                }
            }
        }
    }

    private <E extends Exception> void make(Shelf shelf, String name, Maker<E> maker)
            throws E, IOException, InterruptedException {
        var folder = place(shelf, name);
        Trees.delete(folder);
        Files.createDirectory(folder);
        var whole = false;
        try {
            var label = maker.make(folder);
            var bytes = Sealing.seal(folder);
            Sealing.syncAll(folder);
            Sealing.write(labelFile(shelf, name),
                    JSON.writeValueAsBytes(new Label(bytes, label.layers(), label.about())));
            whole = true;
        } finally {
            if (!whole) {
                Trees.delete(folder);
            }
        }
    }

    /**
     * Puts a finished folder on a shelf, label and all; if somebody else did so meanwhile, theirs stays.
     *
     * @param folder on the store's own disk, its label in it
     */
    public void put(Shelf shelf, String name, Path folder) throws IOException, InterruptedException, TimeoutException {
        try (var _ = StoreLock.acquire(lock(shelf, name), false, Duration.ofMinutes(1), () -> {})) {
            if (label(shelf, name).isEmpty()) {
                Trees.delete(place(shelf, name));
                Files.move(folder, place(shelf, name), StandardCopyOption.ATOMIC_MOVE);
                Sealing.sync(shelf(shelf));
            }
            used(shelf, name);
        }
    }

    /** A new empty folder on the store's disk, deleted on close. */
    public Temporary temporary() throws IOException {
        var name = UUID.randomUUID().toString();
        var lock = StoreLock.tryAcquire(home.resolve("locks").resolve("temporary-" + name), false).orElseThrow();
        return new Temporary(Files.createDirectory(temporaries().resolve(name)), lock);
    }

    /** A folder that is kept between builds while there is room; empty when another build uses it now. */
    public Optional<Holding> cache(String name) throws IOException {
        var lock = StoreLock.tryAcquire(home.resolve("locks").resolve("caches-" + name), false);
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        var folder = Files.createDirectories(caches().resolve(name));
        Files.setLastModifiedTime(folder, FileTime.from(clock.instant()));
        return Optional.of(new Holding(folder, true, lock.get()));
    }

    Path caches() {
        return home.resolve("caches");
    }

    Path temporaries() {
        return home.resolve("temporary");
    }

    Path lock(Shelf shelf, String name) {
        return home.resolve("locks").resolve(shelf.folder() + "-" + name);
    }

    /** Any name as a file name. */
    public static String fileName(String text) {
        return Digests.of(text).substring(0, 32);
    }
}
