package io.stackblaze.cli.platform;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

import io.stackblaze.cli.command.Failure;

/**
 * One process of the platform and the port by which it is reached.
 *
 * @param daemon the process
 * @param port its port
 * @param purpose what the port is for, for messages
 * @param option option that chooses the port
 * @param variable variable that chooses it
 * @param speaksHealth whether {@code /healthz} is asked; otherwise a connection is enough
 */
record Part(Daemon daemon, int port, String purpose, String option, String variable, boolean speaksHealth) {
    private static final int TIMEOUT_MILLIS = 2_000;

    /** Whether it answers. */
    boolean isHealthy() { return speaksHealth ? answersHealth() : accepts(); }

    /** Refuses to start on a port that somebody else has. */
    void demandFree() throws Failure {
        if (PortHolder.isTaken(port)) {
            throw Failure.of(
                    "Port " + port + ", for " + purpose + ", is taken by "
                            + PortHolder.of(port).orElse("a process that this user cannot see") + ".",
                    "End that, or take another port: " + option + " PORT, or " + variable + "=PORT");
        }
    }

    private boolean answersHealth() {
        try {
            var connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/healthz").toURL()
                    .openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean accepts() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
