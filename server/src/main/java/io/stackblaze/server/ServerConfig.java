package io.stackblaze.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * All that can be chosen when a server is started. An option wins over its variable.
 *
 * @param home folder of everything: keys, token, store, builds ({@code --home}, STACKBLAZE_HOME)
 * @param bind address that the API listens on ({@code --bind}, STACKBLAZE_BIND)
 * @param port its port; 0 takes a free one ({@code --port}, STACKBLAZE_API_PORT)
 * @param domain domain under which services get their names ({@code --domain}, STACKBLAZE_DOMAIN)
 * @param httpPort port of the node's router, for URLs ({@code --http-port}, STACKBLAZE_HTTP_PORT)
 * @param databaseUrl a PostgreSQL to use instead of an own one, {@code postgres://} or {@code jdbc:postgresql://}
 * ({@code --database-url}, STACKBLAZE_DATABASE_URL)
 * @param buildStoreBytes size that builds and dependency layers are kept below (STACKBLAZE_BUILD_STORE_GB)
 */
public record ServerConfig(Path home, String bind, int port, String domain, int httpPort,
        @Nullable String databaseUrl, long buildStoreBytes) {

    private static final List<String> OPTIONS = List.of("home", "bind", "port", "domain", "http-port", "database-url");

    /**
     * Reads the command line and the environment.
     *
     * @throws ConfigException naming every fault at once
     */
    public static ServerConfig read(List<String> arguments, Map<String, String> environment) {
        var faults = new ArrayList<String>();
        var options = new Options(arguments, environment, faults);
        var home = options.text("home", "STACKBLAZE_HOME", System.getProperty("user.home") + "/.stackblaze");
        var config = new ServerConfig(Path.of(home).toAbsolutePath().normalize(),
                options.text("bind", "STACKBLAZE_BIND", "127.0.0.1"),
                options.number("port", "STACKBLAZE_API_PORT", 7878, 0, 65535),
                options.domain("domain", "STACKBLAZE_DOMAIN", "localhost"),
                options.number("http-port", "STACKBLAZE_HTTP_PORT", 8080, 1, 65535),
                options.databaseUrl("database-url", "STACKBLAZE_DATABASE_URL"),
                options.number("", "STACKBLAZE_BUILD_STORE_GB", 10, 1, 100_000) * 1_000_000_000L);
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
        return config;
    }

    /** The options that exist, without their dashes. */
    static List<String> options() {
        return OPTIONS;
    }

    /** Whether only this machine can reach the API. */
    public boolean loopback() {
        return bind.equals("localhost") || bind.equals("::1") || bind.startsWith("127.");
    }

    /** Folder of what only the server uses. */
    public Path folder() {
        return home.resolve("server");
    }

    /** Leaves the database's address out: it holds a password. */
    @Override
    public String toString() {
        return "ServerConfig[home=" + home + ", bind=" + bind + ":" + port + ", domain=" + domain + "]";
    }
}
