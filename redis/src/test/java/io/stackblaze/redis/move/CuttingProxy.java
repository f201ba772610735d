package io.stackblaze.redis.move;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A network between two that can be cut. */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int port;

    CuttingProxy(int port) throws IOException {
        this.port = port;
        var _ = executor.submit(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Cuts all connections there are. */
    void cut() throws IOException {
        for (Socket socket : List.copyOf(open)) {
            socket.close();
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
        executor.close();
    }

    private boolean accept() throws IOException {
        while (true) {
            var here = door.accept();
            var there = new Socket(InetAddress.getLoopbackAddress(), port);
            open.add(here);
            open.add(there);
            var _ = executor.submit(() -> pump(here, there));
            var _ = executor.submit(() -> pump(there, here));
        }
    }

    private static boolean pump(Socket from, Socket to) throws IOException {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
        return true;
    }
}
