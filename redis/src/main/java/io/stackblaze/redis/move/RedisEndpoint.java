package io.stackblaze.redis.move;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Connection;

/**
 * A Redis or Valkey server, and how to sign in. Holds a password, which shows in no text.
 *
 * @param host name or address
 * @param port TCP port
 * @param user account; empty for the default one
 * @param password its password; empty for none
 * @param tls how the connection is protected
 */
public record RedisEndpoint(String host, int port, String user, String password, Tls tls) {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** How a connection is protected. */
    public enum Tls {
        /** Not at all. */
        NONE,
        /** Encrypted; the server's certificate is not checked, as it must be with Heroku's. */
        UNVERIFIED,
        /** Encrypted, and the certificate is signed by somebody this machine trusts, for this host. */
        VERIFIED
    }

    /**
     * Reads {@code redis://user:password@host:port} or {@code rediss://} (with TLS). Parts may be percent-encoded.
     * Without
     * a port it is 6379. A database number at the end is fine, but says nothing: all databases are meant.
     * {@code ?ssl_cert_reqs=none} asks not to check the certificate.
     *
     * @throws IllegalArgumentException naming everything that is wrong, without the password
     */
    public static RedisEndpoint parse(String url) {
        return EndpointUrl.parse(url);
    }

    /** The same server; when it speaks TLS, whatever certificate it shows. For Heroku, whose are self-signed. */
    public RedisEndpoint trustingAnyCertificate() {
        return tls == Tls.VERIFIED ? new RedisEndpoint(host, port, user, password, Tls.UNVERIFIED) : this;
    }

    /**
     * Connects and signs in.
     *
     * @param silence how long the server may take to answer anything
     * @throws IOException when it cannot be reached, or does not let us in
     */
    public Connection connect(Duration silence) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), Math.toIntExact(CONNECT.toMillis()));
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setSoTimeout(Math.toIntExact(CONNECT.toMillis()));
            var connection = new Connection(tls == Tls.NONE ? socket : secured(socket), silence);
            if (!password.isEmpty()) {
                var words = user.isEmpty() ? Command.of("AUTH", password) : Command.of("AUTH", user, password);
                connection.ask(words).checked();
            }
            connection.ask(Command.of("PING")).checked();
            return connection;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private SSLSocket secured(Socket socket) throws IOException {
        var factory = tls == Tls.VERIFIED ? (SSLSocketFactory) SSLSocketFactory.getDefault() : trusting();
        var secured = (SSLSocket) factory.createSocket(socket, host, port, true);
        if (tls == Tls.VERIFIED) {
            var parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
        }
        secured.startHandshake();
        return secured;
    }

    private static SSLSocketFactory trusting() throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[]{new AnyCertificate()}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java has no TLS", e);
        }
    }

    /** As people write it: host and port. */
    public String shown() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "RedisEndpoint[" + shown() + ", " + tls + "]";
    }
}
