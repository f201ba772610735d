package io.stackblaze.heroku.emulator.live;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import io.stackblaze.heroku.emulator.account.Account;

/**
 * The HTTP router: finds the app by the host asked for and one of its web dynos at random. Answers in place of the app
 * as Heroku does: no dynos (H14), maintenance (H80), a refused connection (H21), no answer in 30 s (H12).
 */
final class AppRouter implements AutoCloseable {
    private static final Duration FIRST_BYTE = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(55);
    private static final Duration BOOT = Duration.ofSeconds(75);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(25);

    private final Account account;
    private final List<LiveApp> apps;
    private final ServerSocket listener;
    private final Thread accepting;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    AppRouter(Account account, List<LiveApp> apps) throws IOException {
        this.account = account;
        this.apps = apps;
        this.listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        this.accepting = Thread.ofVirtual().name("app router").start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                open.add(client);
                Thread.startVirtualThread(() -> serve(client));
            } catch (IOException _) {
                // Closed, or a client that was gone before it was seen.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setSoTimeout((int) IDLE.toMillis());
            client.setTcpNoDelay(true);
            var in = new BufferedInputStream(client.getInputStream());
            var head = RequestHead.read(in);
            if (head.isPresent()) {
                route(client, in, head.get());
            }
        } catch (IOException _) {
            // The client is gone.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private Optional<LiveApp> find(String host) {
        synchronized (account) {
            return apps.stream().filter(live -> live.app().domains().stream()
                    .anyMatch(domain -> domain.hostname().equals(host))).findFirst();
        }
    }

    private void route(Socket client, InputStream in, RequestHead head) throws IOException, InterruptedException {
        var live = find(head.host());
        if (live.isEmpty()) {
            answer(client, 404, "No such app");
            return;
        }
        var refusal = refusal(live.get());
        var dyno = refusal.isEmpty() ? choose(live.get()) : Optional.<DynoProcess>empty();
        if (refusal.isPresent()) {
            refuse(client, live.get(), head, refusal.get());
        } else if (dyno.isEmpty()) {
            refuse(client, live.get(), head, "H20 App boot timeout");
        } else {
            pass(client, in, head, live.get(), dyno.get());
        }
    }

    private Optional<String> refusal(LiveApp live) {
        synchronized (account) {
            if (live.app().isMaintained()) {
                return Optional.of("H80 Maintenance mode");
            }
            var web = live.app().dynos().list().stream().filter(dyno -> dyno.type().equals("web")).toList();
            if (web.isEmpty()) {
                return Optional.of("H14 No web processes running");
            }
            return web.stream().allMatch(dyno -> dyno.state().equals("crashed"))
                    ? Optional.of("H10 App crashed")
                    : Optional.empty();
        }
    }

    /** One at random; while none is up but some start, requests wait. */
    private static Optional<DynoProcess> choose(LiveApp live) throws InterruptedException {
        var deadline = System.nanoTime() + BOOT.toNanos();
        while (System.nanoTime() < deadline) {
            var web = live.web();
            if (!web.isEmpty()) {
                return Optional.of(web.get(ThreadLocalRandom.current().nextInt(web.size())));
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
        return Optional.empty();
    }

    private void pass(Socket client, InputStream in, RequestHead head, LiveApp live, DynoProcess dyno)
            throws IOException {
        var start = System.nanoTime();
        var id = head.requestId();
        try (var app = new Socket()) {
            app.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), dyno.port()), 5000);
            app.setTcpNoDelay(true);
            app.setSoTimeout((int) FIRST_BYTE.toMillis());
            app.getOutputStream().write(head.forwarded(client.getInetAddress().getHostAddress(), id,
                    System.currentTimeMillis()));
            Thread.startVirtualThread(() -> copy(in, app));
            var answer = app.getInputStream();
            var first = new byte[8192];
            var length = answer.read(first);
            if (length <= 0) {
                refuse(client, live, head, "H13 Connection closed without response");
                return;
            }
            app.setSoTimeout((int) IDLE.toMillis());
            client.getOutputStream().write(first, 0, length);
            var bytes = length + answer.transferTo(client.getOutputStream());
            var line = new String(first, 0, Math.min(length, 15), StandardCharsets.ISO_8859_1).split(" ", 3);
            live.log().add("heroku[router]", ("at=info method=%s path=\"%s\" host=%s request_id=%s dyno=%s connect=0ms "
                    + "service=%dms status=%s bytes=%d protocol=https").formatted(head.method(), head.path(),
                            head.host(), id, dyno.dyno().name(), (System.nanoTime() - start) / 1_000_000,
                            line.length > 1 ? line[1] : "?", bytes));
        } catch (SocketTimeoutException _) {
            refuse(client, live, head, "H12 Request timeout");
        } catch (ConnectException _) {
            refuse(client, live, head, "H21 Backend connection refused");
        }
    }

    private static void copy(InputStream from, Socket to) {
        try {
            from.transferTo(to.getOutputStream());
        } catch (IOException _) {
            // Either side is gone, which the answer's direction notices too.
        }
    }

    private static void refuse(Socket client, LiveApp live, RequestHead head, String error) throws IOException {
        live.log().add("heroku[router]",
                "at=error code=%s desc=\"%s\" method=%s path=\"%s\" host=%s status=503".formatted(
                        error.substring(0, 3), error.substring(4), head.method(), head.path(), head.host()));
        answer(client, 503, error.startsWith("H80") ? "Offline for Maintenance" : "Application error");
    }

    private static void answer(Socket client, int status, String title) throws IOException {
        var body = "<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1></body></html>\n"
                .formatted(title, title).getBytes(StandardCharsets.UTF_8);
        var head = "HTTP/1.1 %d %s\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-cache, no-store\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                .formatted(status, status == 404 ? "Not Found" : "Service Unavailable", body.length);
        client.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        client.getOutputStream().write(body);
        client.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Ending.await(accepting, Duration.ofSeconds(5));
        for (Socket socket : open) {
            socket.close();
        }
    }
}
