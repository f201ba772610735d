package io.stackblaze.build.store;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.stackblaze.sandbox.Trees;
import org.jspecify.annotations.Nullable;

/**
 * One pass that makes the store smaller: the least recently used first, nothing that a kept build needs, nothing that
 * was used so lately that a release of it may be on its way, nothing that somebody holds.
 */
public final class Collection {
    private final Store store;
    private final Set<String> kept;
    private final Instant usedBefore;
    private final List<Item> items = new ArrayList<>();

    /** @param shelf null for a cache */
    private record Item(@Nullable Shelf shelf, String name, Path folder, long bytes, Instant used,
            List<String> layers) {}

    private Collection(Store store, Set<String> kept, Instant usedBefore) {
        this.store = store;
        this.kept = kept;
        this.usedBefore = usedBefore;
    }

    /**
     * Collects.
     *
     * @param kept ids of builds that stay, with what they need
     * @param usedBefore what was used later stays
     * @return bytes freed
     */
    public static long run(Store store, Set<String> kept, long maximumBytes, Instant usedBefore) throws IOException {
        var collection = new Collection(store, kept, usedBefore);
        collection.sweep();
        collection.list();
        return collection.shrink(maximumBytes);
    }

    /** Deletes what builds that died left behind. */
    private void sweep() throws IOException {
        for (var folder : children(store.temporaries())) {
            var lock = StoreLock.tryAcquire(store.home().resolve("locks").resolve("temporary-" + folder.getFileName()),
                    false);
            if (lock.isPresent()) {
                try (var _ = lock.get()) {
                    Trees.delete(folder);
                }
            }
        }
    }

    private void list() throws IOException {
        for (var shelf : Shelf.values()) {
            for (var folder : children(store.shelf(shelf))) {
                var name = folder.getFileName().toString();
                if (!Files.isDirectory(folder)) {
                    continue;
                }
                var label = store.label(shelf, name);
                items.add(label.isEmpty()
                        ? new Item(shelf, name, folder, 0, Instant.EPOCH, List.of())
                        : new Item(shelf, name, folder, label.get().bytes(),
                                lastUse(store.labelFile(shelf, name)),
                                label.get().layers()));
            }
        }
        for (var folder : children(store.caches())) {
            items.add(new Item(null, folder.getFileName().toString(), folder, size(folder),
                    lastUse(folder), List.of()));
        }
        items.sort(Comparator.comparing(Item::used));
    }

    private long shrink(long maximumBytes) throws IOException {
        var total = items.stream().mapToLong(Item::bytes).sum();
        var freed = 0L;
        var moved = true;
        // A layer goes once the last build that needs it has gone, so one pass may make room for another.
        while (moved) {
            moved = false;
            for (var item : List.copyOf(items)) {
                var half = item.used.equals(Instant.EPOCH);
                if ((half || total - freed > maximumBytes) && free(item) && delete(item)) {
                    items.remove(item);
                    freed += item.bytes;
                    moved = true;
                }
            }
        }
        return freed;
    }

    private boolean free(Item item) {
        if (item.used.isAfter(usedBefore) || (item.shelf == Shelf.BUILDS && kept.contains(item.name))) {
            return false;
        }
        var needed = new HashSet<String>();
        items.forEach(other -> needed.addAll(other.layers));
        return !needed.contains(item.folder.toString());
    }

    private boolean delete(Item item) throws IOException {
        var file = item.shelf == null
                ? store.home().resolve("locks").resolve("caches-" + item.name)
                : store.lock(item.shelf, item.name);
        var lock = StoreLock.tryAcquire(file, false);
        if (lock.isEmpty()) {
            return false;
        }
        try (var _ = lock.get()) {
            if (item.shelf != null && store.label(item.shelf, item.name).isPresent()
                    && !lastUse(store.labelFile(item.shelf, item.name)).equals(item.used)) {
                return false;
            }
            // Without its label a thing is gone for everybody, even if the rest takes time or fails.
            if (item.shelf != null) {
                Files.deleteIfExists(store.labelFile(item.shelf, item.name));
            }
            Trees.delete(item.folder);
            return true;
        }
    }

    private static Instant lastUse(Path path) throws IOException {
        return Files.getLastModifiedTime(path).toInstant();
    }

    private static List<Path> children(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.toList();
        }
    }

    private static long size(Path folder) throws IOException {
        var bytes = new long[1];
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                bytes[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException failed) throws IOException {
                if (failed instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failed;
            }
        });
        return bytes[0];
    }
}
