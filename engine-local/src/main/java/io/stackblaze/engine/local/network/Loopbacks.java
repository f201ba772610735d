package io.stackblaze.engine.local.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.local.instance.Launch;
import io.stackblaze.engine.local.state.Folders;
import io.stackblaze.sandbox.Trees;

/**
 * One network for all: services have loopback addresses of their own, names are private, addresses are not. The most
 * that can
 * be had without root.
 */
public final class Loopbacks implements Networks {
    private final Folders folders;
    private final Allocations allocations;
    private final Range whole;
    private final OptionalInt firstUid;
    private final List<String> missing;
    private final Ports ports;

    /**
     * @param home tells nodes on one machine apart
     * @param firstUid first of the users that environments get; empty when that is not possible
     */
    public Loopbacks(Folders folders, String home, OptionalInt firstUid, List<String> missing) throws IOException {
        this.folders = folders;
        this.allocations = new Allocations(folders.node().resolve("network.json"));
        this.whole = Range.parse("127." + (64 + Math.floorMod(home.hashCode(), 128)) + ".0.0/16");
        this.firstUid = firstUid;
        this.missing = List.copyOf(missing);
        this.ports = new Ports(Loopbacks::isFree, home.hashCode());
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public synchronized EnvironmentNetwork open(EnvironmentId id) throws IOException {
        var known = allocations.of(id);
        if (known.isEmpty()) {
            var taken = allocations.blocks();
            int block = 0;
            while (taken.contains(block)) {
                block++;
            }
            allocations.put(id, new Allocation(block, Map.of()));
        }
        return new Part(id, new NameFiles(folders.shown(id), false));
    }

    @Override
    public void remove(EnvironmentId id) throws IOException {
        allocations.remove(id);
        Trees.delete(folders.shown(id));
    }

    @Override
    public void sweep(Set<EnvironmentId> known) {
        // loopback addresses exist without being made
    }

    @Override
    public void removeAll() {
        // as above
    }

    @Override
    public List<String> missing() {
        return missing;
    }

    private final class Part implements EnvironmentNetwork {
        private final EnvironmentId id;
        private final NameFiles names;

        Part(EnvironmentId id, NameFiles names) {
            this.id = id;
            this.names = names;
        }

        @Override
        public Launch.Place place() {
            var uid = firstUid.isPresent()
                    ? OptionalInt.of(firstUid.getAsInt() + allocations.of(id).orElseThrow().block())
                    : OptionalInt.empty();
            return new Launch.Place(null, uid, names.mounts());
        }

        @Override
        public String instanceHost() {
            return "127.0.0.1";
        }

        @Override
        public int takePort() {
            return ports.take();
        }

        @Override
        public void portInUse(int port, boolean used) {
            ports.mark(port, used);
        }

        @Override
        public synchronized String address(String service) {
            try {
                var allocation = allocations.of(id).orElseThrow().with(service);
                allocations.put(id, allocation);
                return whole.block(allocation.block()).address(allocation.services().getOrDefault(service, 0));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot keep the address of " + service + ": " + e.getMessage(), e);
            }
        }

        @Override
        public synchronized void expose(Map<String, Integer> services) {
            var addresses = new HashMap<String, String>();
            services.keySet().forEach(service -> addresses.put(service, address(service)));
            try {
                names.names(addresses);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the names of " + id + ": " + e.getMessage(), e);
            }
        }
    }
}
