package io.stackblaze.heroku.emulator.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import com.sun.net.httpserver.HttpServer;
import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.Release;

/**
 * Answers on loopback for {@code api.heroku.com}, {@code api.data.heroku.com} and {@code particleboard.heroku.com}
 * alike: their paths do not meet.
 */
public final class ApiServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Faults faults = new Faults();

    /**
     * Starts answering.
     *
     * @param account what is told and changed
     * @param tokens what each token may do
     * @param slugs folders of slugs that were really built
     * @param port to listen at; 0 for any that is free
     */
    public ApiServer(Account account, Map<String, Scope> tokens,
            Function<Release.Slug, Optional<Path>> slugs, int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        threads = Executors.newVirtualThreadPerTaskExecutor();
        var routes = new Routes();
        new AccountApi(account).addTo(routes);
        new AppApi(account).addTo(routes);
        new DynoApi(account).addTo(routes);
        new AddonApi(account).addTo(routes);
        new DomainApi(account).addTo(routes);
        new ReleaseApi(account, uri(), slugs).addTo(routes);
        new PipelineApi(account).addTo(routes);
        new PostgresApi(account).addTo(routes);
        new BackupApi(account, uri()).addTo(routes);
        new KeyValueApi(account).addTo(routes);
        new SchedulerApi(account).addTo(routes);
        server.createContext("/", new Exchanges(account, tokens, routes, faults, calls));
        server.setExecutor(threads);
        server.start();
    }

    /** Where it answers. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What it was asked, oldest first. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Forgets what it was asked. */
    public void forgetCalls() {
        calls.clear();
    }

    /** What goes wrong. */
    public Faults faults() {
        return faults;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new UncheckedIOException(new IOException("Requests to the emulator do not end."));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
