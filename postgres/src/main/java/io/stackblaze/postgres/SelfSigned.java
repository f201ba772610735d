package io.stackblaze.postgres;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate that nobody vouches for, like those of Heroku's datastores: what it protects cannot be read on the way,
 * but no client can verify who it is.
 *
 * @param certificate in PEM
 * @param key in PEM
 */
public record SelfSigned(String certificate, String key) {
    static final String CERTIFICATE = "server.crt";
    static final String KEY = "server.key";
    private static final Duration LASTS = Duration.ofDays(3650);
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

    /**
     * A new one.
     *
     * @param host the name in it
     */
    public static SelfSigned make(String host, Instant now) throws IOException {
        try {
            var random = new SecureRandom();
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048, random);
            var pair = generator.generateKeyPair();
            var name = new X500Name("CN=" + host);
            var builder = new JcaX509v3CertificateBuilder(name, new BigInteger(96, random),
                    Date.from(now.minus(CLOCKS_DIFFER)),
                    Date.from(now.plus(LASTS)), name, pair.getPublic());
            var signer = new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate());
            return new SelfSigned(pem(builder.build(signer)), pem(new JcaPKCS8Generator(pair.getPrivate(), null)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("No certificate could be made: " + e.getMessage(), e);
        }
    }

    /** Writes both files, {@code server.crt} and {@code server.key}, readable for their owner alone. */
    public void write(Path folder) throws IOException {
        for (String name : List.of(CERTIFICATE, KEY)) {
            var file = folder.resolve(name);
            Files.writeString(file, name.equals(KEY) ? key : certificate);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static String pem(Object value) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(value);
        }
        return text.toString();
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
        return "SelfSigned[]";
    }
}
