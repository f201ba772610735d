package io.stackblaze.postgres.backup.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class S3VaultTest {
    private static S3Server storage;

    @BeforeAll
    static void startStorage(@TempDir Path folder) throws IOException {
        storage = S3Server.start(folder);
    }

    @AfterAll
    static void endStorage() {
        storage.close();
    }

    @Test
    void givesBackSmallAndLargeObjectsListsThemAndDeletes() throws Exception {
        try (var vault = new S3Vault(storage.bucket("some/place/")); var other = new S3Vault(storage.bucket(""))) {
            var large = new byte[(17 << 20) + 3];
            new Random(5).nextBytes(large);
            vault.put("shop/db/base/1/data", out -> out.write(large));
            vault.put("shop/db/base/1/manifest", out -> out.write("small".getBytes(StandardCharsets.UTF_8)));
            vault.put("shop/db/base/1/verified", _ -> {});
            other.put("elsewhere", _ -> {});

            assertThat(read(vault, "shop/db/base/1/data")).isEqualTo(large);
            assertThat(read(vault, "shop/db/base/1/manifest")).asString().isEqualTo("small");
            assertThat(read(vault, "shop/db/base/1/verified")).isEmpty();
            assertThat(vault.list("shop/db/")).extracting(Vault.Entry::name).containsExactly("shop/db/base/1/data",
                    "shop/db/base/1/manifest", "shop/db/base/1/verified");
            assertThat(vault.list("shop/db/base/1/d").getFirst().bytes()).isEqualTo(large.length);
            assertThat(vault.list("")).hasSize(3);
            assertThat(vault.list("nothing")).isEmpty();

            vault.put("shop/db/base/1/manifest", out -> out.write("another".getBytes(StandardCharsets.UTF_8)));
            assertThat(read(vault, "shop/db/base/1/manifest")).asString().isEqualTo("another");
            vault.delete("shop/db/base/1/data");
            vault.delete("shop/db/base/1/data");
            assertThatThrownBy(() -> vault.get("shop/db/base/1/data")).isInstanceOf(NoSuchFileException.class);
            assertThat(other.list("elsewhere")).hasSize(1);
        }
    }

    @Test
    void whatWasCutOffIsNotThereNorWhatItWouldReplaceGone() throws Exception {
        try (var vault = new S3Vault(storage.bucket("cut/"))) {
            vault.put("a", out -> out.write(1));
            assertThatThrownBy(() -> vault.put("a", out -> {
                out.write(2);
                throw new IOException("the disk broke");
            })).hasMessage("the disk broke");
            assertThat(read(vault, "a")).containsExactly(1);
            assertThatThrownBy(() -> vault.put("b", out -> {
                out.write(new byte[20 << 20]);
                throw new IOException("the disk broke");
            })).hasMessage("the disk broke");
            assertThat(vault.list("b")).isEmpty();
            vault.sweep(Instant.now().plus(Duration.ofDays(9)));
        }
    }

    @Test
    void aStorageThatRefusesIsQuoted() throws Exception {
        failing(exchange -> {
            var body = "<Error><Code>AccessDenied</Code><Message>not for you</Message></Error>"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(403, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        }, vault -> {
            assertThatThrownBy(() -> vault.list("")).isInstanceOf(IOException.class)
                    .hasMessageContaining("s3://backups/").hasMessageContaining("403 not for you");
            assertThatThrownBy(() -> vault.put("a", _ -> {})).hasMessageContaining("does not take a");
        });
    }

    @Test
    void garbageIsAnErrorInWords() throws Exception {
        failing(exchange -> {
            var body = "<html>welcome to the proxy".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        }, vault -> assertThatThrownBy(() -> vault.list("")).isInstanceOf(IOException.class)
                .hasMessageContaining("does not list what it keeps"));
    }

    @Test
    void silenceIsAnErrorSoon() throws Exception {
        var end = new CountDownLatch(1);
        failing(exchange -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, vault -> {
            var began = System.nanoTime();
            assertThatThrownBy(() -> vault.list("")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> vault.put("a", out -> out.write(1))).isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
            end.countDown();
        });
    }

    private interface Look {
        void at(Vault vault) throws IOException;
    }

    private static void failing(HttpHandler answer, Look look) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(command -> Thread.ofVirtual().start(command));
        server.createContext("/", answer);
        server.start();
        try (var vault = new S3Vault(S3Server.bucket("", server.getAddress().getPort()), Duration.ofSeconds(1))) {
            look.at(vault);
        } finally {
            server.stop(0);
        }
    }

    private static byte[] read(Vault vault, String name) throws IOException {
        try (var in = vault.get(name)) {
            return in.readAllBytes();
        }
    }
}
