package io.stackblaze.build.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StoreTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Path home;
    private final Store store;

    StoreTest(@TempDir Path temp) throws IOException {
        home = temp.resolve("store");
        store = at(NOON);
    }

    private Store at(Instant now) throws IOException {
        return Store.open(home, Clock.fixed(now, ZoneOffset.UTC));
    }

    @Test
    void manyWhoWantOneThingGetItMadeOnce() throws Exception {
        var made = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var wants = new ArrayList<Callable<Boolean>>();
            for (var i = 0; i < 20; i++) {
                wants.add(() -> {
                    try (var holding = at(NOON).obtain(Shelf.LAYERS, "key", Duration.ofSeconds(30), () -> {}, place -> {
                        made.incrementAndGet();
                        Files.writeString(place.resolve("file"), "whole");
                        return label();
                    })) {
                        return Files.readString(holding.folder().resolve("file")).equals("whole") && holding.hit();
                    }
                });
            }
            var hits = 0;
            for (var done : threads.invokeAll(wants)) {
                hits += done.get() ? 1 : 0;
            }
            assertThat(hits).isEqualTo(19);
        }
        assertThat(made).hasValue(1);
    }

    @Test
    void anotherProcessIsWaitedFor() throws Exception {
        var file = Files.createDirectories(home.resolve("locks")).resolve("layers-key");
        var other = new ProcessBuilder("/usr/bin/python3", "-c",
                "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.lockf(f, fcntl.LOCK_EX); print('held', flush=True); "
                        + "sys.stdin.read()",
                file.toString()).start();
        try {
            assertThat(other.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("held");
            var waiting = new AtomicInteger();
            assertThatThrownBy(() -> store.obtain(Shelf.LAYERS, "key", Duration.ofMillis(100),
                    waiting::incrementAndGet, _ -> label())).isInstanceOf(TimeoutException.class);
            assertThat(waiting).hasValue(1);

            other.getOutputStream().close();
            store.obtain(Shelf.LAYERS, "key", Duration.ofSeconds(30), () -> {}, _ -> label()).close();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void whatCouldNotBeMadeIsNotThere() throws Exception {
        assertThatThrownBy(() -> store.obtain(Shelf.LAYERS, "key", SECOND, () -> {}, place -> {
            Files.writeString(place.resolve("half"), "");
            throw new IOException("broken");
        })).isInstanceOf(IOException.class).hasMessage("broken");

        assertThat(store.shelf(Shelf.LAYERS)).isEmptyDirectory();
        assertThat(layer("key")).isTrue();
    }

    @Test
    void whatACrashLeftIsMadeAgain() throws Exception {
        Files.writeString(Files.createDirectories(store.place(Shelf.LAYERS, "key")).resolve("half"), "");
        Files.writeString(store.place(Shelf.LAYERS, "key").resolve("layer.json"), "{}");

        assertThat(layer("key")).isTrue();
        assertThat(store.place(Shelf.LAYERS, "key").resolve("half")).doesNotExist();
    }

    @Test
    void aLayerCanBeReadByAllAndWrittenByTheOwnerAlone() throws Exception {
        var holding = store.obtain(Shelf.LAYERS, "key", SECOND, () -> {}, place -> {
            var program = Files.writeString(Files.createDirectory(place.resolve("bin")).resolve("run"), "");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
            Files.setAttribute(program, "unix:mode", 04700);
            var file = Files.writeString(place.resolve("file"), "");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw--w--w-"));
            return label();
        });
        try (holding) {
            assertThat(mode(holding.folder().resolve("bin"))).isEqualTo(0755);
            assertThat(mode(holding.folder().resolve("bin/run"))).isEqualTo(0755);
            assertThat(mode(holding.folder().resolve("file"))).isEqualTo(0644);
        }
    }

    private static int mode(Path path) throws IOException {
        return ((Number) Files.getAttribute(path, "unix:mode")).intValue() & 07777;
    }

    @Test
    void theLeastRecentlyUsedGoesFirst() throws Exception {
        layer("old");
        at(NOON.plusSeconds(60)).obtain(Shelf.LAYERS, "new", SECOND, () -> {}, StoreTest::thousand).close();
        at(NOON.plusSeconds(120)).used(Shelf.LAYERS, "old");

        assertThat(Collection.run(store, Set.of(), 1500, NOON.plusSeconds(3600))).isEqualTo(1000);

        assertThat(store.label(Shelf.LAYERS, "new")).isEmpty();
        assertThat(store.label(Shelf.LAYERS, "old")).isPresent();
    }

    @Test
    void keptBuildsKeepTheirLayersAndOthersGoWithTheirs() throws Exception {
        layer("needed");
        layer("shared");
        layer("unneeded");
        build("kept", "needed", "shared");
        build("gone", "shared", "unneeded");

        Collection.run(store, Set.of("kept"), 0, NOON.plusSeconds(1));

        assertThat(names(Shelf.BUILDS)).containsExactly("kept");
        assertThat(names(Shelf.LAYERS)).containsExactlyInAnyOrder("needed", "needed.json", "shared", "shared.json");
    }

    @Test
    void whatWasUsedLatelyOrIsHeldStays() throws Exception {
        layer("held");
        at(NOON.plusSeconds(100)).obtain(Shelf.LAYERS, "late", SECOND, () -> {}, StoreTest::thousand).close();
        try (var _ = store.obtain(Shelf.LAYERS, "held", SECOND, () -> {}, StoreTest::thousand)) {
            assertThat(Collection.run(store, Set.of(), 0, NOON.plusSeconds(50))).isZero();
        }
        assertThat(Collection.run(store, Set.of(), 0, NOON.plusSeconds(50))).isEqualTo(1000);
        assertThat(names(Shelf.LAYERS)).containsExactlyInAnyOrder("late", "late.json");
    }

    @Test
    void whatDeadBuildsLeftIsSweptAndTheLivingAreLeftAlone() throws Exception {
        Files.writeString(Files.createDirectories(store.temporaries().resolve("dead")).resolve("x"), "");
        Files.createDirectories(store.place(Shelf.LAYERS, "half"));
        try (var living = store.temporary()) {
            Collection.run(store, Set.of(), Long.MAX_VALUE, NOON.plusSeconds(1));

            assertThat(store.temporaries()).isDirectoryContaining(living.folder()::equals)
                    .isDirectoryNotContaining("glob:**/dead");
        }
        assertThat(store.shelf(Shelf.LAYERS)).isEmptyDirectory();
    }

    private boolean layer(String name) throws Exception {
        try (var holding = store.obtain(Shelf.LAYERS, name, SECOND, () -> {}, StoreTest::thousand)) {
            return !holding.hit();
        }
    }

    private void build(String name, String... layers) throws Exception {
        var needs = List.of(layers).stream().map(layer -> store.place(Shelf.LAYERS, layer).toString()).toList();
        try (var temporary = store.temporary()) {
            var folder = Files.createDirectory(temporary.folder().resolve("out"));
            Sealing.write(folder.resolve("build.json"),
                    Store.JSON.writeValueAsBytes(new Label(10, needs, Map.of())));
            store.put(Shelf.BUILDS, name, folder);
        }
    }

    private static Label thousand(Path place) throws IOException {
        Files.write(place.resolve("file"), new byte[1000]);
        return label();
    }

    private static Label label() {
        return new Label(0, List.of(), Map.of());
    }

    private List<String> names(Shelf shelf) throws IOException {
        try (var all = Files.list(store.shelf(shelf))) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }
}
