package io.stackblaze.router;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Where and how the router listens.
 *
 * @param address address to listen on: {@code 127.0.0.1}, {@code 0.0.0.0}
 * @param httpPort port for HTTP; 0 for any free one
 * @param httpsPort port for HTTPS; 0 for any free one, negative for none
 * @param certificates folder of {@code <name>.crt} and {@code <name>.key} PEM pairs, watched; made for {@code
 * *.localhost} when it has none; null when there is no HTTPS
 * @param limits bounds on requests
 * @param outward how servers outside are found and trusted
 */
public record RouterConfig(String address, int httpPort, int httpsPort, @Nullable Path certificates, Limits limits,
        Outward outward) {
    /** Finds and trusts servers outside as Java does. */
    public RouterConfig(String address, int httpPort, int httpsPort, @Nullable Path certificates, Limits limits) {
        this(address, httpPort, httpsPort, certificates, limits, Outward.DEFAULT);
    }
}
