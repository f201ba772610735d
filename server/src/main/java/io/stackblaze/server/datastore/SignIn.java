package io.stackblaze.server.datastore;

import io.stackblaze.blueprint.ServiceType;

/**
 * Where a datastore is reached from the machine it runs on, and how to sign in. Holds a password, which shows in no
 * text but the URL.
 *
 * @param url all of it in one
 */
public record SignIn(ServiceType type, String host, int port, String user, String password, String database,
        String url) {
    private static final String POSTGRES_NAME = "app";

    /** To the one account and database of a Postgres. */
    static SignIn postgres(String host, int port, String password) {
        return new SignIn(ServiceType.POSTGRES, host, port, POSTGRES_NAME, password, POSTGRES_NAME,
                "postgres://" + POSTGRES_NAME + ":" + password + "@" + authority(host, port) + "/" + POSTGRES_NAME);
    }

    /** To the default account of a Redis. */
    static SignIn redis(String host, int port, String password) {
        return new SignIn(ServiceType.REDIS, host, port, "default", password, "0",
                "redis://:" + password + "@" + authority(host, port) + "/0");
    }

    private static String authority(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "SignIn[" + type.word() + " at " + authority(host, port) + "]";
    }
}
