package io.stackblaze.postgres.backup.storage;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import static org.awaitility.Awaitility.await;

/** A storage that speaks S3, Adobe's S3Mock, as a process of its own on loopback. */
public final class S3Server implements AutoCloseable {
    private final Process process;
    private final int port;

    private S3Server(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** One with a bucket {@code backups}. */
    public static S3Server start(Path folder) throws IOException {
        var port = port();
        var process = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1",
                "-Xmx256m", "-Djava.io.tmpdir=" + folder, "-jar", program(), "--server.port=" + port(),
                "--com.adobe.testing.s3mock.httpPort=" + port,
                "--com.adobe.testing.s3mock.store.initialBuckets=backups").redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3.log").toFile()).start();
        var server = new S3Server(process, port);
        try {
            await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(200)).until(server::answers);
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** The bucket, with that prefix. */
    public VaultLocation.Bucket bucket(String prefix) {
        return bucket(prefix, port);
    }

    static VaultLocation.Bucket bucket(String prefix, int port) {
        return new VaultLocation.Bucket("backups", prefix, Optional.of(URI.create("http://127.0.0.1:" + port)),
                "us-east-1", "an-id", new VaultLocation.Key("a-secret"));
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private boolean answers() throws InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException("the storage ended");
        }
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/backups")).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private static String program() {
        var path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(path.split(File.pathSeparator)).filter(one -> one.matches(".*s3mock-.*-exec\\.jar"))
                .findFirst().orElseThrow();
    }

    private static int port() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
