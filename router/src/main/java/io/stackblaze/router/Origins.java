package io.stackblaze.router;

import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.jspecify.annotations.Nullable;

/** Makes {@link Origin}s, which share one set of trusted authorities. */
final class Origins {
    private final Outward outward;
    private @Nullable SslContext tls;

    Origins(Outward outward) {
        this.outward = outward;
    }

    Origin of(Route.Target.Outside outside) {
        boolean secure = outside.origin().getScheme().equals("https");
        return new Origin(outside, secure ? tls() : null, outward.names());
    }

    /** Read when it is needed first: most routers never pass anything outside. */
    private synchronized SslContext tls() {
        SslContext made = tls;
        if (made == null) {
            try {
                var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(outward.trusted());
                made = SslContextBuilder.forClient().sslProvider(SslProvider.JDK).trustManager(trust)
                        .endpointIdentificationAlgorithm("HTTPS").build();
            } catch (SSLException | GeneralSecurityException broken) {
                throw new IllegalStateException("the trusted authorities cannot be used: " + broken.getMessage(),
                        broken);
            }
            tls = made;
        }
        return made;
    }
}
