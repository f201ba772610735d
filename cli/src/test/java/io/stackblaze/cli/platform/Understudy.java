package io.stackblaze.cli.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

import com.sun.net.httpserver.HttpServer;

/** Stands in for the server and the node: takes the port it is told, answers {@code /healthz}, and no more. */
final class Understudy {
    private Understudy() {}

    /** Its role is the first argument. */
    public static void main(String[] arguments) throws IOException {
        var home = Path.of(System.getenv("STACKBLAZE_HOME"));
        if (Files.exists(home.resolve("stage-fright-" + arguments[0]))) {
            System.err.println("No, not tonight.");
            System.exit(1);
        }
        boolean isServer = arguments[0].equals("server");
        int port = Integer.parseInt(System.getenv(isServer ? "STACKBLAZE_API_PORT" : "STACKBLAZE_HTTP_PORT"));
        if (isServer) {
            Files.writeString(home.resolve("token"), "token\n");
        }
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/healthz", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        System.out.println(arguments[0] + " is on stage");
    }
}
