package io.stackblaze.router;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.KeyStore;

import org.jspecify.annotations.Nullable;

/**
 * How servers outside are found and trusted.
 *
 * @param trusted the authorities that may sign their certificates; null for those that Java trusts
 * @param names looks up their addresses
 */
public record Outward(@Nullable KeyStore trusted, Names names) {
    /** As Java does it on this machine. */
    public static final Outward DEFAULT = new Outward(null, InetAddress::getAllByName);

    /** Looks names up; may block, is never called on a thread that serves requests. */
    @FunctionalInterface
    public interface Names {
        /** The addresses of a name, of which at least one. */
        InetAddress[] lookUp(String name) throws UnknownHostException;
    }
}
