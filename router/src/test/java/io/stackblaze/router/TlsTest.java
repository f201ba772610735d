package io.stackblaze.router;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** HTTPS: which certificate is shown, and HTTP/2. */
@Timeout(60)
class TlsTest {
    @TempDir
    Path folder;

    private final List<AccessLog.Entry> log = new CopyOnWriteArrayList<>();
    private Path certificates;
    private Router router;
    private TestBackend backend;

    @BeforeEach
    void start() throws IOException {
        certificates = folder.resolve("certificates");
        router = Router.start(new RouterConfig("127.0.0.1", 0, 0, certificates, Limits.DEFAULT), log::add,
                Clock.systemUTC());
        backend = TestBackend.start("web-1", (request, connection) -> {
            if (request.target().startsWith("/big")) {
                connection.answer(200, "x".repeat(600_000));
            } else {
                connection.answer(200, request.method() + " " + request.text() + " proto="
                        + request.header("x-forwarded-proto").orElse("") + " ext="
                        + request.header("x-http2-scheme").orElse("none"));
            }
        });
        router.apply(new RouteTable(Map.of("localhost", route(), "app.example.org", route())));
    }

    private Route route() {
        return new Route("shop", new Route.Target.Serve(List.of(backend.backend())));
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        backend.close();
    }

    private SSLContext trustingOurAuthority() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(certificates.resolve("localhost-ca.crt"))) {
            trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), new SecureRandom());
        return context;
    }

    private HttpClient client(HttpClient.Version version) throws Exception {
        return HttpClient.newBuilder().version(version).sslContext(trustingOurAuthority()).build();
    }

    private URI uri(String path) {
        return URI.create("https://localhost:" + router.httpsPort() + path);
    }

    /** The certificate that is shown for a name, verified as a browser does. */
    private X509Certificate shown(String name) throws Exception {
        try (SSLSocket socket = (SSLSocket) trustingOurAuthority().getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), router.httpsPort())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static List<String> names(X509Certificate certificate) throws Exception {
        return certificate.getSubjectAlternativeNames().stream().map(name -> String.valueOf(name.get(1))).toList();
    }

    @Test
    void bothVersionsOfHttpAreSpokenByNegotiation() throws Exception {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            if (version.name().equals("HTTP_3")) {
                continue;
            }
            try (HttpClient client = client(version)) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(uri("/")).POST(HttpRequest.BodyPublishers.ofString("hi")).build(),
                        HttpResponse.BodyHandlers.ofString());

                assertThat(answer.version()).isEqualTo(version);
                assertThat(answer.body()).isEqualTo("POST hi proto=https ext=none");
            }
        }
        await().untilAsserted(() -> assertThat(log).extracting(AccessLog.Entry::protocol)
                .containsExactlyInAnyOrder("https", "h2"));
    }

    @Test
    void manyStreamsShareAConnectionAndBigAnswersAreNotMixedUp() throws Exception {
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            client.send(HttpRequest.newBuilder(uri("/")).build(), HttpResponse.BodyHandlers.discarding());
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                HttpRequest.Builder request = HttpRequest.newBuilder(uri(i % 3 == 0 ? "/big" : "/"));
                answers.add(client.sendAsync((i % 3 == 1
                        ? request.POST(HttpRequest.BodyPublishers.ofString("y".repeat(300_000)))
                        : request).build(), HttpResponse.BodyHandlers.ofString()));
            }
            for (int i = 0; i < 30; i++) {
                HttpResponse<String> answer = answers.get(i).get(30, TimeUnit.SECONDS);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(answer.body().length()).isGreaterThan(i % 3 == 0 ? 599_999 : i % 3 == 1 ? 300_000 : 3);
            }
        }
    }

    @Test
    void anUnknownHostAndHeadAreAnsweredOverHttp2() throws Exception {
        router.apply(new RouteTable(Map.of()));
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            HttpResponse<String> get = client.send(HttpRequest.newBuilder(uri("/")).build(),
                    HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> head = client.send(
                    HttpRequest.newBuilder(uri("/")).method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(get.statusCode()).isEqualTo(404);
            assertThat(get.body()).contains("There is no app here");
            assertThat(head.statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aRefusedUploadGetsItsAnswerOverHttp2() throws Exception {
        router.apply(new RouteTable(Map.of()));
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            for (int i = 0; i < 5; i++) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(uri("/"))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1_000_000])).build(),
                        HttpResponse.BodyHandlers.ofString());

                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(answer.body()).endsWith("</html>\n");
            }
        }
    }

    @Test
    void theRouterFinishesItsStreamsBeforeItEnds() throws Exception {
        var asked = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        try (HttpClient client = client(HttpClient.Version.HTTP_2);
                TestBackend slow = TestBackend.start("slow", (_, connection) -> {
                    asked.countDown();
                    finish.await();
                    connection.answer(200, "done");
                })) {
            router.apply(new RouteTable(
                    Map.of("localhost", new Route("shop", new Route.Target.Serve(List.of(slow.backend()))))));
            var answer = client.sendAsync(HttpRequest.newBuilder(uri("/")).build(),
                    HttpResponse.BodyHandlers.ofString());
            asked.await();
            Thread ending = Thread.ofVirtual().start(() -> router.shutdown(Duration.ofSeconds(20)));
            assertThat(ending.join(Duration.ofMillis(300))).isFalse();
            finish.countDown();

            assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("done");
            assertThat(ending.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void replacingInstancesFailsNoStream() throws Exception {
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            TestBackend current = TestBackend.saying("web-0");
            router.apply(new RouteTable(
                    Map.of("localhost", new Route("shop", new Route.Target.Serve(List.of(current.backend()))))));
            // One connection first: of several that it opens at once, this client drops all but one in mid-stream.
            client.send(HttpRequest.newBuilder(uri("/")).build(), HttpResponse.BodyHandlers.ofString());
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 1; i <= 50; i++) {
                for (int n = 0; n < 4; n++) {
                    answers.add(client.sendAsync(
                            HttpRequest.newBuilder(uri("/")).POST(HttpRequest.BodyPublishers.ofString("x")).build(),
                            HttpResponse.BodyHandlers.ofString()));
                }
                TestBackend next = TestBackend.saying("web-" + i);
                router.apply(new RouteTable(
                        Map.of("localhost", new Route("shop", new Route.Target.Serve(List.of(next.backend()))))));
                assertThat(router.awaitDrained(current.backend(), Duration.ofSeconds(10))).isTrue();
                current.close();
                current = next;
            }
            for (var answer : answers) {
                assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
            current.close();
        }
    }

    @Test
    void eachNameUnderLocalhostIsCertifiedByItself() throws Exception {
        assertThat(names(shown("web.shop.localhost"))).containsExactly("web.shop.localhost");
        assertThat(names(shown("pr-7--web.shop.localhost"))).containsExactly("pr-7--web.shop.localhost");
        assertThat(names(shown("unknown.example.org"))).containsExactly("localhost");
    }

    @Test
    void theKeyIsForItsOwnerAloneAndTheAuthorityStays() throws Exception {
        Path key = certificates.resolve("localhost-ca.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(certificates))).isEqualTo("rwx------");
        byte[] before = Files.readAllBytes(certificates.resolve("localhost-ca.crt"));

        router.close();
        router = Router.start(new RouterConfig("127.0.0.1", 0, 0, certificates, Limits.DEFAULT));

        assertThat(Files.readAllBytes(certificates.resolve("localhost-ca.crt"))).isEqualTo(before);
        assertThat(names(shown("a.localhost"))).containsExactly("a.localhost");
    }

    @Test
    void pairsInTheFolderAreTakenUpReplacedAndDroppedWhileServing() throws Exception {
        LocalAuthority authority = LocalAuthority.in(certificates, Clock.systemUTC(), new SecureRandom());
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            client.send(HttpRequest.newBuilder(uri("/")).build(), HttpResponse.BodyHandlers.discarding());

            LocalAuthority.Certified first = authority.certify("app.example.org");
            write("app", first);
            await().until(() -> shown("app.example.org").equals(first.certificate()));

            LocalAuthority.Certified second = authority.certify("app.example.org");
            write("app", second);
            await().until(() -> shown("app.example.org").equals(second.certificate()));

            LocalAuthority.Certified wildcard = authority.certify("*.example.org");
            write("wild", wildcard);
            await().until(() -> shown("other.example.org").equals(wildcard.certificate()));
            assertThat(shown("app.example.org")).isEqualTo(second.certificate());
            assertThat(names(shown("a.b.example.org"))).containsExactly("localhost");

            Files.writeString(certificates.resolve("broken.crt"), "no certificate");
            Files.writeString(certificates.resolve("broken.key"), "no key");
            Files.delete(certificates.resolve("wild.crt"));
            await().until(() -> names(shown("other.example.org")).contains("localhost"));
            assertThat(shown("app.example.org")).as("a broken pair spoils no other").isEqualTo(second.certificate());

            assertThat(client.send(HttpRequest.newBuilder(uri("/")).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode()).as("the listener was never closed").isEqualTo(200);
        }
    }

    private void write(String name, LocalAuthority.Certified certified) throws IOException {
        Files.writeString(certificates.resolve(name + ".key"), pem(certified.key()));
        Files.writeString(certificates.resolve(name + ".crt"), pem(certified.certificate()) + pem(certified.issuer()));
    }

    private static String pem(Object object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object instanceof PrivateKey key ? new JcaPKCS8Generator(key, null) : object);
        }
        return text.toString();
    }

    @Test
    void plainHttpOnThePortOfHttpsIsJustClosed() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), router.httpsPort())) {
            socket.getOutputStream().write(
                    "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(5_000);
            assertThat(socket.getInputStream().readAllBytes().length).isLessThan(100);
        }
    }
}
