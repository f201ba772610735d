package io.stackblaze.heroku.inventory;

import java.util.List;

/**
 * A certificate of an app.
 *
 * @param expiresAt ISO time; empty when not said
 * @param managed whether Heroku renews it; one that is not was uploaded, and its key cannot be read
 */
public record Certificate(String name, List<String> domains, String expiresAt, String issuer, boolean managed) {
    /** Copies. */
    public Certificate {
        domains = List.copyOf(domains);
    }
}
