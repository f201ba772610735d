package io.stackblaze.engine.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.stackblaze.engine.InstanceStatus;
import io.stackblaze.engine.OneOff;
import io.stackblaze.engine.local.instance.InstanceRecord;
import io.stackblaze.engine.local.state.Folders;
import io.stackblaze.engine.local.state.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What instances cannot do to each other and to the machine when the node is root, and how their mistakes are named.
 */
@Execution(ExecutionMode.CONCURRENT)
class FencesTest {
    @TempDir
    static Path folder;

    private static NodeProcess node;

    @BeforeAll
    static void start() {
        node = NodeProcess.start(folder.resolve("home"));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private record Ran(int code, String output) {}

    private static Ran run(Site site, String command) throws IOException {
        var lines = new ArrayList<String>();
        int code = site.engine().run(new OneOff(site.id, "web", "run.1",
                site.workload(1, Map.of("here.txt", "x", "deep/er/file.txt", "y"), command), Duration.ofSeconds(40)),
                line -> lines.add(line.text()));
        return new Ran(code, String.join("\n", lines));
    }

    /** Says whether a connection can be made from inside. */
    private static String reach(Site from, String host, int port) throws IOException {
        var ran = run(from,
                "python3 -c \"import socket,sys; s=socket.create_connection((sys.argv[1],int(sys.argv[2])),3);"
                        + " print('reached')\" " + host + " " + port + " 2>/dev/null || echo refused");
        return ran.output();
    }

    private static InstanceRecord instanceOf(Site site) throws IOException {
        for (var place : Folders.list(folder.resolve("home/node/instances"))) {
            var record = Json.load(place.resolve("record.json"), Kept.class).orElseThrow().record();
            if (record.environment().equals(site.id) && record.service().equals("web")
                    && record.kind() == InstanceRecord.Kind.SERVICE) {
                return record;
            }
        }
        throw new AssertionError("no instance of " + site.id);
    }

    private record Kept(InstanceRecord record) {}

    @Test
    void nothingIsMissingForRoot() {
        assertThat(node.engine().missing()).isEmpty();
    }

    @Test
    void anEnvironmentReachesItsOwnServicesAndNobodyElses() throws Exception {
        var mine = new Site(node, folder);
        var other = new Site(node, folder);
        mine.apply(mine.web(1, 1));
        other.apply(other.web(1, 1));
        mine.live("web", 1);
        other.live("web", 1);
        var own = instanceOf(mine);
        var foreign = instanceOf(other);
        var address = run(other, "getent hosts web.internal").output().split("\\s+")[0];
        assertThat(reach(mine, own.host(), own.port())).isEqualTo("reached");
        assertThat(reach(mine, "web.internal", 8080)).isEqualTo("reached");
        assertThat(reach(mine, foreign.host(), foreign.port())).as("an instance").isEqualTo("refused");
        assertThat(reach(mine, address, 8080)).as("a service").isEqualTo("refused");
        assertThat(reach(other, address, 8080)).as("the same from its own environment").isEqualTo("reached");
        mine.engine().remove(mine.id);
        other.engine().remove(other.id);
    }

    @Test
    void theMachinesOwnServicesCannotBeReached() throws Exception {
        var site = new Site(node, folder);
        try (var everywhere = new ServerSocket(0);
                var loopback = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(reach(site, "127.0.0.1", loopback.getLocalPort())).isEqualTo("refused");
            for (var address : addresses()) {
                assertThat(reach(site, address, everywhere.getLocalPort())).as(address).isEqualTo("refused");
            }
        }
        site.engine().remove(site.id);
    }

    private static List<String> addresses() throws IOException {
        return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                .flatMap(device -> device.inetAddresses()).filter(java.net.Inet4Address.class::isInstance)
                .filter(address -> !address.isLoopbackAddress()).map(InetAddress::getHostAddress).limit(4).toList();
    }

    @Test
    void anInstanceSeesAndWritesItsOwnFolderOnly() throws Exception {
        var site = new Site(node, folder);
        assertThat(
                run(site, "pwd; echo new > made.txt; echo more > deep/er/made.txt; rm here.txt; ls . deep/er").output())
                .isEqualTo("/app\n.:\ndeep\nmade.txt\n\ndeep/er:\nfile.txt\nmade.txt");
        assertThat(run(site, "ls").output()).as("of another instance").isEqualTo("deep\nhere.txt");
        assertThat(run(site, "id -u").output()).startsWith("21").hasSize(6);
        assertThat(run(site, "touch /usr/here 2>&1").code()).isNotZero();
        assertThat(run(site, "ls " + folder + " 2>&1").code()).isNotZero();
        assertThat(run(site, "cat /etc/shadow 2>&1").code()).isNotZero();
        site.engine().remove(site.id);
    }

    @Test
    void namesThatMeanSomethingToTheLoaderReachTheCommandAndNobodyBefore() throws Exception {
        var site = new Site(node, folder);
        var workload = site.workload(1, Map.of("a", "b"), "echo $LD_PRELOAD $BASH_ENV $PATH");
        var env = new java.util.HashMap<>(workload.env());
        env.putAll(Map.of("LD_PRELOAD", "/app/evil.so", "BASH_ENV", "/app/evil.sh", "PATH", "/app/bin:/usr/bin:/bin"));
        var lines = new ArrayList<String>();
        site.engine().run(new OneOff(site.id, "web", "run.1", new io.stackblaze.engine.Workload(1, workload.artifact(),
                workload.command(), env, workload.resources(), workload.stopGrace()), Duration.ofSeconds(20)),
                line -> lines.add(line.text()));
        assertThat(lines.getLast()).isEqualTo("/app/evil.so /app/evil.sh /app/bin:/usr/bin:/bin");
        site.engine().remove(site.id);
    }

    @Test
    void anInstanceThatTakesTooMuchMemoryIsEndedAndTheReasonSaysSo() throws Exception {
        var site = new Site(node, folder);
        site.apply(site.web(site.workload(1, Map.of("a", "b"),
                "exec python3 -c \"x = [bytearray(1 << 20) for _ in range(400)]; import time; time.sleep(100)\"", 64),
                1,
                Duration.ofSeconds(30)));
        assertThat(site.failed("web").cause()).startsWith("used more than its 64 MB of memory and was killed after ");
        site.engine().remove(site.id);
    }

    @Test
    void anAppOnTheWrongPortIsToldWhichOneItOpened() throws Exception {
        var site = new Site(node, folder);
        site.apply(site.web(site.workload(1, Map.of("web.py", Site.WEB), "PORT=3000 exec python3 web.py"), 1,
                Duration.ofSeconds(12)));
        assertThat(site.failed("web").cause())
                .matches("did not open port \\d+ within 12 s: listens on 3000 instead; .*");
        site.engine().remove(site.id);
    }

    @Test
    void anAppOnLoopbackIsToldSo() throws Exception {
        var site = new Site(node, folder);
        site.apply(site.web(site.workload(1, Map.of("web.py", Site.WEB.replace("0.0.0.0", "127.0.0.1")),
                "exec python3 web.py"), 1, Duration.ofSeconds(12)));
        assertThat(site.failed("web").cause()).isEqualTo("listens on 127.0.0.1 only: it must listen on 0.0.0.0:$PORT");
        site.engine().remove(site.id);
    }

    @Test
    void usedCpuAndMemoryAreTold() throws Exception {
        var site = new Site(node, folder);
        site.apply(site.worker(1, "while true; do :; done"));
        var busy = site.until("worker", now -> now.instances().stream().anyMatch(one -> one.cpuPercent() > 5));
        assertThat(busy.instances().getFirst().memoryBytes()).isBetween(100_000L, 50_000_000L);
        await().atMost(Site.SOON).until(() -> site.engine().figures(site.id).getOrDefault("worker", List.of()).stream()
                .anyMatch(point -> point.cpuPercent() > 5));
        site.engine().remove(site.id);
    }

    @Test
    void anInstanceThatIsKilledComesBack() throws Exception {
        var site = new Site(node, folder);
        site.apply(site.web(1, 1));
        site.live("web", 1);
        var leader = Site.processes("instances/" + instanceOf(site).id()).getFirst();
        ProcessHandle.of(leader).orElseThrow().children().forEach(ProcessHandle::destroyForcibly);
        var status = site.until("web", now -> now.instances().stream()
                .anyMatch(one -> one.restarts() == 1 && one.state() == InstanceStatus.State.READY));
        assertThat(status.instances().getFirst().reason()).startsWith("was killed by SIGKILL after ");
        assertThat(site.lines("platform")).filteredOn(line -> line.contains("SIGKILL")).hasSize(1);
        site.engine().remove(site.id);
    }

    @Test
    void aWaitingProcessThatIsKilledTakesItsInstanceWithIt() throws Exception {
        var site = new Site(node, folder);
        site.apply(site.web(1, 1));
        site.live("web", 1);
        var before = instanceOf(site);
        var leader = Site.processes("instances/" + before.id()).getFirst();
        ProcessHandle.of(leader).orElseThrow().destroyForcibly();
        site.until("web", now -> now.instances().stream()
                .anyMatch(one -> one.restarts() == 1 && one.state() == InstanceStatus.State.READY));
        assertThat(Site.processes("instances/" + before.id())).isEmpty();
        assertThat(site.get()).isEqualTo("200 1 web.1");
        site.engine().remove(site.id);
    }
}
