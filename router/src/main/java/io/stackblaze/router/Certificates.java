package io.stackblaze.router;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a folder, chosen by the name a client asks for, read again whenever the folder changes. Names
 * come from the certificates themselves. Names under {@code localhost} that no pair covers get one from {@link
 * LocalAuthority}.
 */
final class Certificates implements Mapping<String, SslContext>, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Certificates.class.getName());
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int MOST_SELF_MADE = 256;
    private static final int DNS_NAME = 2;

    private final Path folder;
    private final LocalAuthority authority;
    private final SslContext fallback;
    private final Thread watcher;
    private final Map<String, SslContext> selfMade = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SslContext> eldest) {
            return size() > MOST_SELF_MADE;
        }
    };
    private Map<String, String> seen = Map.of();
    private volatile Map<String, SslContext> byName = Map.of();

    private Certificates(Path folder, LocalAuthority authority) throws IOException {
        this.folder = folder;
        this.authority = authority;
        this.fallback = context(authority.certify("localhost"));
        this.watcher = Thread.ofVirtual().name("certificates").unstarted(this::watch);
    }

    /** Reads the folder, which is made when it is absent, and starts to watch it. */
    static Certificates in(Path folder, Clock clock, SecureRandom random) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------")));
        }
        var certificates = new Certificates(folder, LocalAuthority.in(folder, clock, random));
        certificates.look();
        certificates.watcher.start();
        return certificates;
    }

    @Override
    public SslContext map(@Nullable String asked) {
        String host = asked == null ? null : HostName.parse(asked);
        if (host == null) {
            return fallback;
        }
        Map<String, SslContext> names = byName;
        SslContext found = names.get(host);
        int dot = host.indexOf('.');
        if (found == null && dot > 0) {
            found = names.get("*" + host.substring(dot));
        }
        if (found != null) {
            return found;
        }
        return host.endsWith(".localhost") ? selfMade(host) : fallback;
    }

    private SslContext selfMade(String host) {
        synchronized (selfMade) {
            return selfMade.computeIfAbsent(host, name -> {
                try {
                    return context(authority.certify(name));
                } catch (IOException failed) {
                    LOG.log(System.Logger.Level.WARNING, failed.getMessage());
                    return fallback;
                }
            });
        }
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY);
                look();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads the pairs again when a file came, went or changed. A pair that cannot be read leaves the ones that can. */
    private void look() {
        Map<String, String> files = new TreeMap<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.{crt,key}")) {
            for (Path file : found) {
                BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
                files.put(file.getFileName().toString(), is.lastModifiedTime() + "/" + is.size() + "/" + is.fileKey());
            }
        } catch (IOException unreadable) {
            LOG.log(System.Logger.Level.WARNING, "the certificates in {0} cannot be listed: {1}", folder, unreadable);
            return;
        }
        if (!files.equals(seen)) {
            seen = files;
            byName = read(files.keySet());
        }
    }

    private Map<String, SslContext> read(Collection<String> files) {
        Map<String, SslContext> names = new HashMap<>();
        for (String file : files) {
            String name = file.substring(0, file.length() - ".crt".length());
            if (file.endsWith(".crt") && files.contains(name + ".key") && !name.equals(LocalAuthority.NAME)) {
                readPair(name, names);
            }
        }
        return Map.copyOf(names);
    }

    private void readPair(String name, Map<String, SslContext> names) {
        Path crt = folder.resolve(name + ".crt");
        try (var in = Files.newInputStream(crt)) {
            var certificate = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            SslContext context = configure(
                    SslContextBuilder.forServer(crt.toFile(), folder.resolve(name + ".key").toFile()));
            namesOf(certificate, name).forEach(covered -> names.put(covered.toLowerCase(Locale.ROOT), context));
        } catch (IOException | CertificateException | IllegalArgumentException broken) {
            LOG.log(System.Logger.Level.WARNING,
                    "{0} is not used: it and its .key are no PEM pair that can be read ({1})", crt,
                    broken.getMessage());
        }
    }

    /** The alternative names; a certificate without any is taken for the name of its file. */
    private static List<String> namesOf(X509Certificate certificate, String file) throws CertificateException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives == null) {
            return List.of(file);
        }
        return alternatives.stream().filter(name -> Integer.valueOf(DNS_NAME).equals(name.get(0)))
                .map(name -> String.valueOf(name.get(1))).toList();
    }

    private static SslContext context(LocalAuthority.Certified certified) throws IOException {
        return configure(SslContextBuilder.forServer(certified.key(), certified.certificate(), certified.issuer()));
    }

    private static SslContext configure(SslContextBuilder builder) throws IOException {
        return builder.sslProvider(SslProvider.JDK).protocols("TLSv1.3", "TLSv1.2")
                .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1))
                .build();
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
