package io.stackblaze.redis.move;

import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import io.stackblaze.redis.move.RedisEndpoint.Tls;
import io.stackblaze.redis.move.wire.Command;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A server whose certificate is signed by nobody, as at Heroku. */
class TlsTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void readsAServerWithASelfSignedCertificateOnlyWhenAsked() throws Exception {
        try (var scene = new Scene()) {
            certify();
            var port = TestRedis.freePort();
            var source = scene.with(TestRedis.newest("--tls-port", Integer.toString(port), "--tls-auth-clients", "no",
                    "--tls-cert-file", folder.resolve("certificate").toString(), "--tls-key-file",
                    folder.resolve("key").toString(), "--tls-ca-cert-file", folder.resolve("certificate").toString()));
            var target = scene.with(TestRedis.newest());
            source.commands().set(Writers.bytes("key"), new byte[1 << 20]);
            var endpoint = RedisEndpoint.parse("rediss://:p%2Fss%3Aw%40rd%25@127.0.0.1:" + port);

            assertThatThrownBy(() -> endpoint.connect(Duration.ofSeconds(5)).close())
                    .hasMessageContaining("certif").isInstanceOf(java.io.IOException.class);
            var trusting = endpoint.trustingAnyCertificate();
            assertThat(trusting.tls()).isEqualTo(Tls.UNVERIFIED);
            try (var connection = trusting.connect(Duration.ofSeconds(5))) {
                assertThat(connection.ask(Command.of("DBSIZE")).number()).isEqualTo(1);
            }
            var move = scene.move(trusting, target.endpoint(), MoveSettings.usual());
            move.copy();
            move.cutOver(Freeze.none());

            assertThat(Contents.of(target)).isEqualTo(Contents.of(source)).hasSize(1);
        }
    }

    private void certify() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var keys = generator.generateKeyPair();
        var name = new X500Name("CN=nobody");
        var now = Instant.now();
        var certificate = new JcaX509v3CertificateBuilder(name, BigInteger.ONE, Date.from(now.minusSeconds(60)),
                Date.from(now.plusSeconds(3600)), name, keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()));
        write("certificate", certificate);
        write("key", keys.getPrivate());
    }

    private void write(String name, Object what) throws Exception {
        var text = new StringWriter();
        try (var pem = new JcaPEMWriter(text)) {
            pem.writeObject(what);
        }
        Files.writeString(folder.resolve(name), text.toString());
    }
}
