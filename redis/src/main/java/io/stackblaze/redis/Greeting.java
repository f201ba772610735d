package io.stackblaze.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a server whether it serves: signs in and pings. All of the protocol that we need. */
final class Greeting {
    private static final int TIMEOUT_MILLISECONDS = 2000;

    private Greeting() {}

    /** Whether it answers; not while it reads its data, or nobody listens yet. */
    static boolean isAnswered(RedisSettings settings) throws RedisException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(settings.address()), settings.port()),
                    TIMEOUT_MILLISECONDS);
            socket.setSoTimeout(TIMEOUT_MILLISECONDS);
            var password = settings.password().getBytes(StandardCharsets.UTF_8);
            var out = socket.getOutputStream();
            out.write(("*2\r\n$4\r\nAUTH\r\n$" + password.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(password);
            out.write("\r\n*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            var signedIn = String.valueOf(in.readLine());
            if (signedIn.startsWith("-WRONGPASS") || signedIn.startsWith("-NOAUTH")) {
                throw new RedisException("The Redis server at " + settings.address() + ":" + settings.port()
                        + " has another password, so it is not ours. Stop it, or use another port.");
            }
            return "+PONG".equals(in.readLine());
        } catch (IOException _) {
            return false;
        }
    }
}
