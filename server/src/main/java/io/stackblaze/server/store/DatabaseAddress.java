package io.stackblaze.server.store;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Where a database is and who we are there.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database}, without credentials
 */
public record DatabaseAddress(String jdbcUrl, String user, String password) {

    /** Reads {@code postgres://user:password@host:port/database?sslmode=require}, or the same with {@code jdbc:}. */
    public static DatabaseAddress of(String url) throws StoreException {
        String plain = url.startsWith("jdbc:") ? url.substring(5) : url;
        URI uri;
        try {
            uri = URI.create(plain);
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    "The database's address cannot be read. Give postgres://user:password@host/database,"
                            + " with special characters of the password percent-encoded.",
                    e);
        }
        String path = uri.getRawPath();
        if (uri.getHost() == null || path == null || path.length() < 2) {
            throw new StoreException(
                    "The database's address lacks a host or a database. Give postgres://user:password@host/database.");
        }
        String[] account = uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
        return new DatabaseAddress("jdbc:postgresql://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + path + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()),
                account.length > 0 ? decoded(account[0]) : "postgres", account.length > 1 ? decoded(account[1]) : "");
    }

    /** Leaves the account out. */
    @Override
    public String toString() {
        return jdbcUrl.replaceFirst("^jdbc:", "").replaceFirst("\\?.*", "");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
