package io.stackblaze.heroku.emulator.live;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.Addon;
import io.stackblaze.heroku.emulator.account.Datastore;

/** The real servers of an account, one for each add-on that asks for one. */
public final class LiveDatastores implements AutoCloseable {
    private final List<AutoCloseable> servers = new ArrayList<>();

    private LiveDatastores() {}

    /**
     * Starts them all at once, and puts them behind their add-ons.
     *
     * @param folder where data goes
     * @param binaries where embedded servers are unpacked
     */
    public static LiveDatastores start(Account account, Path folder, Path binaries) throws InterruptedException {
        var result = new LiveDatastores();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var starting = account.addons().stream().filter(addon -> addon.described().live())
                    .map(addon -> threads.submit(() -> {
                        result.put(account, addon, folder.toAbsolutePath().resolve(addon.name()),
                                binaries.toAbsolutePath());
                        return addon;
                    })).toList();
            for (var one : starting) {
                one.get();
            }
        } catch (ExecutionException e) {
            result.close();
            throw new LiveException(String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e);
        } catch (InterruptedException e) {
            result.close();
            throw e;
        }
        return result;
    }

    private void put(Account account, Addon addon, Path folder, Path binaries) throws InterruptedException {
        if (addon.isPostgres()) {
            var server = LivePostgres.start(addon, folder, binaries);
            keep(server);
            use(account, addon, server);
        } else {
            var server = LiveRedis.start(addon, folder);
            keep(server);
            use(account, addon, server);
        }
    }

    private void keep(AutoCloseable server) {
        synchronized (servers) {
            servers.add(server);
        }
    }

    private static void use(Account account, Addon addon, Datastore server) {
        synchronized (account) {
            addon.back(server);
            account.readdressed(addon);
        }
    }

    /** Ends them all, also when one does not want to. */
    @Override
    public void close() {
        var failure = new LiveException("Not every server could be ended.");
        synchronized (servers) {
            for (AutoCloseable server : servers) {
                try {
                    server.close();
                } catch (Exception e) {
                    failure.addSuppressed(e);
                }
            }
            servers.clear();
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }
}
