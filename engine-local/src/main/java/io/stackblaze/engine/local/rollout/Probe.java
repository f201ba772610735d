package io.stackblaze.engine.local.rollout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

import io.stackblaze.engine.Healthcheck;
import io.stackblaze.engine.local.instance.Exit;

/** Asks an instance whether it can serve, as the router would reach it. */
final class Probe {
    /** What came of asking. */
    sealed interface Answer {
        /** Any 2xx or 3xx. */
        record Healthy() implements Answer {}

        /** Nobody listens. */
        record Closed() implements Answer {}

        /** Anything else, as a sentence without its subject. */
        record Unhealthy(String why) implements Answer {}
    }

    private Probe() {}

    /**
     * @param name host that is asked for: an app may refuse hosts that it does not know
     */
    static Answer ask(String host, int port, String name, Healthcheck check) {
        int millis = Math.clamp(check.timeout().toMillis(), 1, Integer.MAX_VALUE);
        long until = System.nanoTime() + check.timeout().toNanos();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), millis);
            socket.setSoTimeout(millis);
            socket.getOutputStream().write(request(name, check.path()).getBytes(StandardCharsets.US_ASCII));
            return answer(statusLine(socket, until), check);
        } catch (ConnectException e) {
            return new Answer.Closed();
        } catch (SocketTimeoutException e) {
            return new Answer.Unhealthy(
                    "did not answer GET " + check.path() + " within " + Exit.span(check.timeout()));
        } catch (IOException e) {
            return new Answer.Unhealthy("broke off GET " + check.path() + ": " + e.getMessage());
        }
    }

    private static String request(String name, String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + name
                + "\r\nUser-Agent: StackBlaze-Healthcheck\r\nAccept: */*\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n";
    }

    private static String statusLine(Socket socket, long until) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1),
                256);
        var line = new StringBuilder();
        for (int next = reader.read(); next >= 0 && next != '\n' && line.length() < 256; next = reader.read()) {
            line.append((char) next);
            if (System.nanoTime() > until) {
                throw new SocketTimeoutException("too slow");
            }
        }
        return line.toString().strip();
    }

    private static Answer answer(String line, Healthcheck check) {
        var words = line.split(" ");
        if (!line.startsWith("HTTP/") || words.length < 2) {
            return new Answer.Unhealthy(line.isEmpty()
                    ? "closed the connection without an answer to GET " + check.path()
                    : "does not speak HTTP");
        }
        return words[1].matches("[23]\\d\\d")
                ? new Answer.Healthy()
                : new Answer.Unhealthy("answered " + words[1] + " to GET " + check.path());
    }
}
