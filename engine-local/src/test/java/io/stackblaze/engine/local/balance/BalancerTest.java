package io.stackblaze.engine.local.balance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import io.stackblaze.router.Backend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class BalancerTest {
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var one : open.reversed()) {
            one.close();
        }
    }

    /** Says its name on each connection, then gives back what it is sent. */
    private Backend echo(String name) throws IOException {
        var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        open.add(server);
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    var socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket, name));
                } catch (IOException e) {
                    return;
                }
            }
        });
        return new Backend(name, "127.0.0.1", server.getLocalPort());
    }

    private static void serve(Socket socket, String name) {
        try (socket) {
            socket.getOutputStream().write((name + "\n").getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("");
        }
    }

    private Balancer balancer(int[] port) throws IOException {
        try (var free = new ServerSocket(0)) {
            port[0] = free.getLocalPort();
        }
        var balancer = Balancer.listen("127.0.0.1", port[0]);
        open.add(balancer);
        return balancer;
    }

    private final class Client implements AutoCloseable {
        final Socket socket;
        final BufferedReader reader;
        final String greeting;

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(10_000);
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            greeting = String.valueOf(reader.readLine());
            open.add(this);
        }

        String say(String text) throws IOException {
            socket.getOutputStream().write((text + "\n").getBytes(StandardCharsets.US_ASCII));
            return reader.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void connectionsGoToWhoHasFewest() throws Exception {
        var port = new int[1];
        balancer(port).pass(List.of(echo("a"), echo("b")));
        var served = new HashSet<String>();
        served.add(new Client(port[0]).greeting);
        served.add(new Client(port[0]).greeting);
        assertThat(served).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aConnectionStaysWhereItIsWhileItsInstanceDrains() throws Exception {
        var port = new int[1];
        var balancer = balancer(port);
        var old = echo("old");
        balancer.pass(List.of(old));
        var client = new Client(port[0]);
        balancer.pass(List.of(echo("new")));
        assertThat(new Client(port[0]).greeting).isEqualTo("new");
        assertThat(client.say("still here")).isEqualTo("still here");
        assertThat(balancer.awaitDrained(old, Duration.ofMillis(100))).isFalse();
        client.close();
        assertThat(balancer.awaitDrained(old, Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void anInstanceThatTakesNoConnectionIsPassedOver() throws Exception {
        var port = new int[1];
        var gone = echo("gone");
        open.removeLast().close();
        balancer(port).pass(List.of(gone, echo("here")));
        assertThat(new Client(port[0]).greeting).isEqualTo("here");
        assertThat(new Client(port[0]).greeting).isEqualTo("here");
    }

    @Test
    void withNobodyReadyAConnectionIsClosed() throws Exception {
        var port = new int[1];
        balancer(port);
        assertThat(new Client(port[0]).greeting).isEqualTo("null");
    }

    @Test
    void theEndOfOneDirectionLeavesTheOtherOpen() throws Exception {
        var port = new int[1];
        balancer(port).pass(List.of(echo("a")));
        var client = new Client(port[0]);
        client.socket.getOutputStream().write("last words\n".getBytes(StandardCharsets.US_ASCII));
        client.socket.shutdownOutput();
        assertThat(client.reader.readLine()).isEqualTo("last words");
        await().atMost(Duration.ofSeconds(10)).until(() -> client.reader.readLine() == null);
    }
}
