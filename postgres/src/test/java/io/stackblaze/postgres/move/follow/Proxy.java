package io.stackblaze.postgres.move.follow;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.stackblaze.postgres.move.Endpoint;

/** A network between a mover and a server that can be cut, slowed, and cut in one direction only. */
public final class Proxy implements AutoCloseable {
    /** How the network is. */
    public enum State {
        FINE, SLOW, MUTE
    }

    private final ServerSocket listener;
    private final Endpoint behind;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private volatile State state = State.FINE;

    /** Begins to listen. */
    public Proxy(Endpoint behind) throws IOException {
        this.behind = behind;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::accept);
    }

    /** The server as it is reached through this network. */
    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", listener.getLocalPort(), behind.database(), behind.user(), behind.password(),
                behind.tls());
    }

    /** From now on, for old connections too. */
    public void become(State next) {
        state = next;
    }

    /** Cuts all connections; new ones are fine. */
    public void cut() {
        for (Socket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
            close(socket);
        }
    }

    /** Ends what all servers' answers flow through; what is sent to them still arrives. */
    public void halfClose() {
        for (Socket socket : sockets) {
            try {
                socket.shutdownInput();
            } catch (IOException _) {
                // It was closed before.
            }
        }
    }

    /** Makes one of four kinds of trouble, after a while. */
    public void disturb(int how) {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
            switch (how) {
                case 0 -> cut();
                case 1 -> halfClose();
                case 2 -> become(State.SLOW);
                default -> {
                    // Longer than the mover waits for an answer.
                    become(State.MUTE);
                    TimeUnit.MILLISECONDS.sleep(2_500);
                    become(State.FINE);
                    cut();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                var server = new Socket(behind.host(), behind.port());
                sockets.add(client);
                sockets.add(server);
                Thread.startVirtualThread(() -> pump(client, server, false));
                Thread.startVirtualThread(() -> pump(server, client, true));
            } catch (IOException _) {
                // Closed, or the server is down: the client sees it.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        var buffer = new byte[16 * 1024];
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (state == State.SLOW) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                }
                if (!(answers && state == State.MUTE)) {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException _) {
            // Cut.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
