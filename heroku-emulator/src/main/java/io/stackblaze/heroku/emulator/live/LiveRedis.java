package io.stackblaze.heroku.emulator.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.stackblaze.heroku.emulator.account.Addon;
import io.stackblaze.heroku.emulator.account.Datastore;
import io.stackblaze.heroku.emulator.account.Ids;
import io.stackblaze.postgres.SelfSigned;
import io.stackblaze.sandbox.Trees;

/**
 * A real Redis as Heroku gives one: TLS alone, with a certificate that nobody vouches for, and no {@code CONFIG}. A
 * child of this process.
 */
public final class LiveRedis implements Datastore, AutoCloseable {
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/bin/redis-server"),
            Path.of("/usr/bin/valkey-server"), Path.of("/usr/local/bin/redis-server"),
            Path.of("/usr/local/bin/valkey-server"));
    private static final Map<String, Integer> MEBIBYTES = Map.of("mini", 25, "premium-0", 50, "premium-1", 100,
            "premium-2", 250);
    private static final Map<String, Integer> CONNECTIONS = Map.of("mini", 20, "premium-0", 40, "premium-1", 80,
            "premium-2", 200);
    private static final Map<String, String> PARAMETERS = Map.of("maxmemory_policy", "maxmemory-policy", "timeout",
            "timeout", "notify_keyspace_events", "notify-keyspace-events");
    private static final int TRIES = 250;

    private final String name;
    private final Path folder;
    private final Process process;
    private final int port;
    private final String configuring;
    private String password;
    private int rotations;

    private LiveRedis(String name, Path folder, Process process, int port, String configuring, String password) {
        this.name = name;
        this.folder = folder;
        this.process = process;
        this.port = port;
        this.configuring = configuring;
        this.password = password;
    }

    /**
     * Starts one for an add-on.
     *
     * @param folder where its data goes; deleted when it is closed
     */
    public static LiveRedis start(Addon addon, Path folder) throws InterruptedException {
        try {
            var program = PROGRAMS.stream().filter(Files::isExecutable).findFirst().orElseThrow(
                    () -> new LiveException("There is no redis-server on this machine: apt install redis-server"));
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            SelfSigned.make("ec2-198-51-100-7.compute-1.amazonaws.com", Instant.now()).write(folder);
            var port = Ports.free();
            var configuring = "C" + Ids.digits(Ids.of("config", addon.name()), 20);
            var password = password(addon.name(), 0);
            Files.writeString(folder.resolve("redis.conf"), configuration(addon, folder, port, configuring, password));
            var process = new ProcessBuilder(program.toString(), folder.resolve("redis.conf").toString())
                    .redirectErrorStream(true).redirectOutput(folder.resolve("redis.log").toFile()).start();
            var live = new LiveRedis(addon.name(), folder, process, port, configuring, password);
            try {
                live.await();
                return live;
            } catch (IOException | RuntimeException e) {
                live.close();
                throw e;
            }
        } catch (IOException e) {
            throw new LiveException("No Redis for " + addon.name() + ": " + e.getMessage(), e);
        }
    }

    private static String configuration(Addon addon, Path folder, int port, String configuring, String password) {
        var plan = addon.plan().substring(addon.plan().indexOf(':') + 1);
        return """
                bind 127.0.0.1
                port 0
                tls-port %d
                tls-cert-file "%s/server.crt"
                tls-key-file "%s/server.key"
                tls-auth-clients no
                requirepass %s
                rename-command CONFIG %s
                dir "%s"
                maxmemory %dmb
                maxmemory-policy noeviction
                maxclients %d
                timeout 300
                save ""
                appendonly %s
                """.formatted(port, folder, folder, password, configuring, folder, MEBIBYTES.getOrDefault(plan, 500),
                CONNECTIONS.getOrDefault(plan, 400), plan.equals("mini") ? "no" : "yes");
    }

    private static String password(String addon, int rotation) {
        return "p" + Ids.digits(Ids.of("redis-password", addon + "#" + rotation), 32);
    }

    private void await() throws IOException, InterruptedException {
        IOException last = new IOException("it was not asked");
        for (int tries = 0; tries < TRIES; tries++) {
            try (var connection = RedisConnection.open(port, password)) {
                connection.ask("PING");
                return;
            } catch (IOException e) {
                last = e;
            }
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        throw new IOException(last.getMessage() + ". Its log: " + Files.readString(folder.resolve("redis.log")), last);
    }

    @Override
    public String url() {
        return "rediss://:" + password + "@127.0.0.1:" + port;
    }

    @Override
    public void rotate() {
        rotations++;
        var next = password(name, rotations);
        command(configuring, "SET", "requirepass", next);
        password = next;
    }

    @Override
    public void configure(String parameter, String value) {
        command(configuring, "SET", PARAMETERS.getOrDefault(parameter, parameter), value);
    }

    @Override
    public String version() {
        var found = Pattern.compile("redis_version:(\\S+)").matcher(command("INFO", "server"));
        return found.find() ? found.group(1) : "unknown";
    }

    @Override
    public Figures figures() {
        return new Figures(number(command("INFO", "memory"), "used_memory:(\\d+)"),
                Math.toIntExact(number(command("DBSIZE"), "(\\d+)")),
                Math.toIntExact(number(command("INFO", "clients"), "connected_clients:(\\d+)") - 1));
    }

    private static long number(String text, String pattern) {
        var found = Pattern.compile(pattern).matcher(text);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    private String command(String... words) {
        try (var connection = RedisConnection.open(port, password)) {
            return connection.ask(words);
        } catch (IOException e) {
            throw new LiveException("The Redis of " + name + " does not answer: " + e.getMessage(), e);
        }
    }

    /** Ends it and deletes its data. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
            Trees.delete(folder);
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new LiveException(folder + " could not be deleted: " + e.getMessage(), e);
        }
    }
}
