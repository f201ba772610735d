package io.stackblaze.engine.local.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.local.state.Json;

/** Every environment's addresses, on the disk. Any thread. */
final class Allocations {
    private final Path file;
    private final Map<String, Allocation> byEnvironment;

    Allocations(Path file) throws IOException {
        this.file = file;
        this.byEnvironment = new HashMap<>(Json.load(file, Kept.class).map(Kept::environments).orElse(Map.of()));
    }

    synchronized Optional<Allocation> of(EnvironmentId id) {
        return Optional.ofNullable(byEnvironment.get(id.toString()));
    }

    synchronized void put(EnvironmentId id, Allocation allocation) throws IOException {
        if (!allocation.equals(byEnvironment.put(id.toString(), allocation))) {
            Json.save(file, new Kept(byEnvironment));
        }
    }

    synchronized void remove(EnvironmentId id) throws IOException {
        if (byEnvironment.remove(id.toString()) != null) {
            Json.save(file, new Kept(byEnvironment));
        }
    }

    synchronized Set<Integer> blocks() {
        return byEnvironment.values().stream().map(Allocation::block).collect(Collectors.toSet());
    }

    private record Kept(Map<String, Allocation> environments) {}
}
