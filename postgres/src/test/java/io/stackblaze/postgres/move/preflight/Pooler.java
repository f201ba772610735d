package io.stackblaze.postgres.move.preflight;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.stackblaze.postgres.move.Endpoint;

/** Stands between a client and a server, and, as poolers do, gives the client a session number of its own. */
final class Pooler implements AutoCloseable {
    private static final int SESSION_KEY = 'K';
    private final ServerSocket listener;
    private final Endpoint behind;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    Pooler(Endpoint behind) throws IOException {
        this.behind = behind;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::accept);
    }

    Endpoint endpoint() {
        return new Endpoint("127.0.0.1", listener.getLocalPort(), behind.database(), behind.user(), behind.password(),
                behind.tls());
    }

    private void accept() {
        try {
            while (true) {
                var client = listener.accept();
                var server = new Socket(behind.host(), behind.port());
                sockets.add(client);
                sockets.add(server);
                Thread.startVirtualThread(() -> ask(client, server));
                Thread.startVirtualThread(() -> answer(server, client));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private static void ask(Socket client, Socket server) {
        try (client; server) {
            client.getInputStream().transferTo(server.getOutputStream());
        } catch (IOException _) {
            // One of them hung up.
        }
    }

    private static void answer(Socket server, Socket client) {
        try (var in = new DataInputStream(server.getInputStream());
                var out = new DataOutputStream(client.getOutputStream())) {
            while (true) {
                var type = in.readByte();
                var length = in.readInt();
                var body = in.readNBytes(length - Integer.BYTES);
                if (type == SESSION_KEY) {
                    body[3] ^= 1;
                }
                out.writeByte(type);
                out.writeInt(length);
                out.write(body);
            }
        } catch (IOException _) {
            // One of them hung up.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
