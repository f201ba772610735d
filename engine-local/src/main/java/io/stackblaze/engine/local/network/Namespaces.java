package io.stackblaze.engine.local.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.local.instance.Launch;
import io.stackblaze.engine.local.state.Folders;
import io.stackblaze.sandbox.Trees;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network namespace for each environment, a cable to the machine, and rules that let it reach its own services, the
 * outside,
 * and nothing else. Needs root and {@code nft}.
 *
 * <p>
 * Namespaces are named after the home's digest and a number that no other node on the machine has taken; what exists
 * in the
 * kernel is the truth about what is taken, and a lock file keeps two nodes from taking at once.
 */
public final class Namespaces implements Networks {
    private static final Logger LOG = LoggerFactory.getLogger(Namespaces.class);
    private static final Path EXISTING = Path.of("/run/netns");
    private static final int GATEWAY = 1;
    private static final int INSTANCES = 254;

    private final Folders folders;
    private final String name;
    private final Range whole;
    private final int firstUid;
    private final List<Integer> edgePorts;
    private final Allocations allocations;
    private final Map<EnvironmentId, Part> open = new ConcurrentHashMap<>();

    /**
     * @param digest tells nodes on one machine apart: six hexadecimal digits
     * @param whole range that environments get their addresses from
     * @param firstUid first of the users that environments get
     * @param edgePorts ports of the router that environments may reach, empty for none
     */
    public Namespaces(Folders folders, String digest, Range whole, int firstUid, List<Integer> edgePorts)
            throws IOException {
        this.folders = folders;
        this.name = "sb" + digest;
        this.whole = whole;
        this.firstUid = firstUid;
        this.edgePorts = List.copyOf(edgePorts);
        this.allocations = new Allocations(folders.node().resolve("network.json"));
    }

    /** Whether this machine lets us, by trying once. */
    public static boolean possible(String digest) {
        var probe = "sb" + digest + "-probe";
        try {
            Commands.run(List.of("ip", "netns", "add", probe), "");
            try {
                Commands.run(List.of("nft", "-c", "-f", "-"),
                        new Firewall("sb" + digest, Range.parse("10.209.0.0/16"), List.of(), List.of(), List.of())
                                .rules());
                return true;
            } finally {
                Commands.run(List.of("ip", "netns", "delete", probe), "");
            }
        } catch (IOException e) {
            LOG.info("no network namespaces here: {}", e.getMessage());
            return false;
        }
    }

    @Override
    public EnvironmentNetwork open(EnvironmentId id) throws IOException {
        allocate(id);
        var part = new Part(id, new NameFiles(folders.shown(id), true));
        open.put(id, part);
        applyRules();
        return part;
    }

    private synchronized void allocate(EnvironmentId id) throws IOException {
        try (var channel = FileChannel.open(Path.of("/run/stackblaze-networks.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE); var lock = channel.lock()) {
            var allocation = allocations.of(id).orElse(new Allocation(-1, Map.of()));
            if (allocation.block() < 0 || isTaken(allocation.block())) {
                allocation = allocation.movedTo(free());
            }
            allocations.put(id, allocation);
            bringUp(allocation.block());
            LOG.debug("{} has {} ({})", id, whole.block(allocation.block()), lock);
        }
    }

    private String namespace(int block) {
        return name + "-" + block;
    }

    private boolean isTaken(int block) throws IOException {
        return Folders.list(EXISTING).stream().map(path -> path.getFileName().toString())
                .anyMatch(existing -> existing.endsWith("-" + block) && !existing.equals(namespace(block)));
    }

    private int free() throws IOException {
        var mine = allocations.blocks();
        var routes = Routes.existing(name);
        for (int block = 0; block < whole.blocks(); block++) {
            var range = whole.block(block);
            if (!mine.contains(block) && !isTaken(block) && routes.stream().noneMatch(range::overlaps)) {
                return block;
            }
        }
        throw new IOException("every range of addresses in " + whole
                + " is taken; give the node another one with STACKBLAZE_SUBNET");
    }

    private void bringUp(int block) throws IOException {
        var namespace = namespace(block);
        var range = whole.block(block);
        if (Files.notExists(EXISTING.resolve(namespace))) {
            Commands.run(List.of("ip", "netns", "add", namespace), "");
        }
        if (Files.notExists(Path.of("/sys/class/net", namespace))) {
            Commands.run(List.of("ip", "-batch", "-"),
                    "link add %1$s type veth peer name eth0 netns %1$s\n".formatted(namespace));
        }
        Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1");
        withoutIpv6(namespace);
        Commands.run(List.of("ip", "-batch", "-"), """
                addr replace %1$s/24 dev %2$s
                link set %2$s up
                """.formatted(range.address(GATEWAY), namespace));
        Commands.run(List.of("ip", "-n", namespace, "-batch", "-"), """
                link set lo up
                addr replace %1$s/24 dev eth0
                link set eth0 up
                route replace blackhole %2$s
                route replace default via %3$s
                """.formatted(range.address(INSTANCES), whole, range.address(GATEWAY)));
    }

    private static void withoutIpv6(String device) throws IOException {
        var setting = Path.of("/proc/sys/net/ipv6/conf", device, "disable_ipv6");
        if (Files.exists(setting)) {
            Files.writeString(setting, "1");
        }
    }

    private synchronized void applyRules() throws IOException {
        var environments = new ArrayList<Firewall.Environment>();
        for (var part : open.values()) {
            environments.add(new Firewall.Environment(namespace(part.block()), part.range(), part.exposed));
        }
        var resolvers = NameFiles.upstream().stream().toList();
        Commands.run(List.of("nft", "-f", "-"),
                new Firewall(name, whole, environments, edgePorts, resolvers).rules());
    }

    @Override
    public void remove(EnvironmentId id) throws IOException {
        var allocation = allocations.of(id);
        open.remove(id);
        if (allocation.isPresent()) {
            applyRules();
            delete(namespace(allocation.get().block()));
            allocations.remove(id);
        }
        Trees.delete(folders.shown(id));
    }

    private static void delete(String namespace) throws IOException {
        if (Files.exists(Path.of("/sys/class/net", namespace))) {
            Commands.run(List.of("ip", "link", "delete", namespace), "");
        }
        if (Files.exists(EXISTING.resolve(namespace))) {
            Commands.run(List.of("ip", "netns", "delete", namespace), "");
        }
    }

    @Override
    public void sweep(Set<EnvironmentId> known) throws IOException {
        var wanted = known.stream().flatMap(id -> allocations.of(id).stream())
                .map(allocation -> namespace(allocation.block())).toList();
        for (var existing : Folders.list(EXISTING)) {
            var namespace = existing.getFileName().toString();
            if (namespace.startsWith(name + "-") && !wanted.contains(namespace)) {
                delete(namespace);
            }
        }
    }

    @Override
    public void removeAll() throws IOException {
        sweep(Set.of());
        Commands.run(List.of("nft", "-f", "-"), "table inet %1$s\ndelete table inet %1$s\n".formatted(name));
    }

    @Override
    public List<String> missing() {
        return List.of();
    }

    private final class Part implements EnvironmentNetwork {
        private final EnvironmentId id;
        private final NameFiles names;
        private final Ports ports = new Ports(_ -> true, 0);
        private volatile List<String> exposed = List.of();

        Part(EnvironmentId id, NameFiles names) {
            this.id = id;
            this.names = names;
        }

        private Allocation allocation() {
            return allocations.of(id).orElse(new Allocation(0, Map.of()));
        }

        int block() {
            return allocation().block();
        }

        Range range() {
            return whole.block(block());
        }

        @Override
        public Launch.Place place() {
            return new Launch.Place(namespace(block()), OptionalInt.of(firstUid + block()), names.mounts());
        }

        @Override
        public String instanceHost() {
            return range().address(INSTANCES);
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
                var allocation = allocation().with(service);
                allocations.put(id, allocation);
                var address = range().address(allocation.services().getOrDefault(service, 0));
                Commands.run(List.of("ip", "addr", "replace", address + "/24", "dev", namespace(block())), "");
                return address;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot give " + service + " an address: " + e.getMessage(), e);
            }
        }

        @Override
        public synchronized void expose(Map<String, Integer> services) {
            var addresses = new HashMap<String, String>();
            var reachable = new ArrayList<String>();
            services.forEach((service, port) -> {
                addresses.put(service, address(service));
                if (port > 0) {
                    reachable.add(addresses.get(service) + " . " + port);
                }
            });
            try {
                names.names(addresses);
                if (!reachable.equals(exposed)) {
                    exposed = List.copyOf(reachable);
                    applyRules();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot expose the services of " + id + ": " + e.getMessage(), e);
            }
        }
    }
}
