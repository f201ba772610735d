package io.stackblaze.router;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Set;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority of this machine alone that certifies names under {@code localhost}. Its certificate may be put among
 * those that a browser trusts; its key never leaves its file, which only its owner may read.
 */
final class LocalAuthority {
    static final String NAME = "localhost-ca";
    private static final Duration AUTHORITY_LASTS = Duration.ofDays(3650);
    private static final Duration CERTIFICATE_LASTS = Duration.ofDays(397);
    private static final Duration BACKDATED = Duration.ofDays(1);

    /** A certificate with the key it is for. */
    record Certified(X509Certificate certificate, X509Certificate issuer, PrivateKey key) {}

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final KeyPair leafKey;
    private final Clock clock;
    private final SecureRandom random;

    private LocalAuthority(X509Certificate certificate, PrivateKey key, Clock clock, SecureRandom random)
            throws GeneralSecurityException {
        this.certificate = certificate;
        this.key = key;
        this.clock = clock;
        this.random = random;
        this.leafKey = newKey(random);
    }

    /**
     * Reads the authority from a folder, or makes a new one there when there is none that is valid for another month.
     */
    static LocalAuthority in(Path folder, Clock clock, SecureRandom random) throws IOException {
        Path crt = folder.resolve(NAME + ".crt");
        Path pem = folder.resolve(NAME + ".key");
        try {
            if (Files.exists(crt) && Files.exists(pem)) {
                X509Certificate found = readCertificate(crt);
                if (found.getNotAfter().toInstant().isAfter(clock.instant().plus(Duration.ofDays(30)))) {
                    return new LocalAuthority(found, readKey(pem), clock, random);
                }
            }
            KeyPair pair = newKey(random);
            X509Certificate made = selfSign(pair, clock, random);
            writePem(pem, new JcaPKCS8Generator(pair.getPrivate(), null), "rw-------");
            writePem(crt, made, "rw-r--r--");
            return new LocalAuthority(made, pair.getPrivate(), clock, random);
        } catch (GeneralSecurityException | OperatorCreationException failed) {
            throw new IOException("no certificate could be made for *.localhost: " + failed.getMessage(), failed);
        }
    }

    /** Certifies one name. */
    Certified certify(String host) throws IOException {
        try {
            var builder = new JcaX509v3CertificateBuilder(certificate, serial(random), from(clock),
                    until(clock, CERTIFICATE_LASTS), new X500Name("CN=localhost"), leafKey.getPublic());
            builder.addExtension(Extension.subjectAlternativeName, false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            return new Certified(sign(builder, key), certificate, leafKey.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException failed) {
            throw new IOException("no certificate could be made for " + host + ": " + failed.getMessage(), failed);
        }
    }

    private static X509Certificate selfSign(KeyPair pair, Clock clock, SecureRandom random)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        X500Name name = new X500Name("CN=StackBlaze on this machine");
        var builder = new JcaX509v3CertificateBuilder(name, serial(random), from(clock), until(clock, AUTHORITY_LASTS),
                name, pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return sign(builder, pair.getPrivate());
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    private static KeyPair newKey(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static BigInteger serial(SecureRandom random) {
        return new BigInteger(127, random).setBit(126);
    }

    private static Date from(Clock clock) {
        return Date.from(clock.instant().minus(BACKDATED));
    }

    private static Date until(Clock clock, Duration lasts) {
        return Date.from(clock.instant().plus(lasts));
    }

    private static X509Certificate readCertificate(Path file) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static PrivateKey readKey(Path file) throws IOException {
        try (var parser = new PEMParser(Files.newBufferedReader(file))) {
            return new JcaPEMKeyConverter().getPrivateKey(PrivateKeyInfo.getInstance(parser.readObject()));
        }
    }

    /** Made with its permissions, not given them afterwards; moved into place whole. */
    private static void writePem(Path file, Object content, String permissions) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(content);
        }
        Set<PosixFilePermission> mode = PosixFilePermissions.fromString(permissions);
        Path part = Files.createTempFile(file.getParent(), ".", ".part", PosixFilePermissions.asFileAttribute(mode));
        Files.write(part, text.toString().getBytes(StandardCharsets.US_ASCII));
        Files.setPosixFilePermissions(part, mode);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
