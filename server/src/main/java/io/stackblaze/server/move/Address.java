package io.stackblaze.server.move;

import java.util.List;
import java.util.regex.Pattern;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.redis.move.RedisEndpoint;
import io.stackblaze.server.http.Problem;

/** One side of a move, as it was given: a URL, or a datastore of a project. A URL holds a password. */
sealed interface Address {
    /** As people are shown it, without a password. */
    String shown();

    /** A datastore of a project, whose password and port may change. */
    record Service(EnvironmentId environment, String service) implements Address {
        @Override
        public String shown() {
            return environment.project() + "/" + environment.environment() + "/" + service;
        }
    }

    /** A URL. */
    record Url(MoveKind kind, String url) implements Address {
        @Override
        public String shown() {
            return kind == MoveKind.POSTGRES ? Endpoint.parse(url).shown() : RedisEndpoint.parse(url).shown();
        }

        /** What must be seen nowhere. */
        List<String> secrets() {
            var password = kind == MoveKind.POSTGRES
                    ? Endpoint.parse(url).password()
                    : RedisEndpoint.parse(url).password();
            return List.of(url, password);
        }

        /** Leaves the password out. */
        @Override
        public String toString() {
            return "Url[" + shown() + "]";
        }
    }

    /** {@code PROJECT/ENVIRONMENT/SERVICE}. */
    Pattern SERVICE = Pattern.compile("([a-z][a-z0-9-]*)/([a-z][a-z0-9-]*)/([a-z][a-z0-9-]*)");

    /**
     * Reads one.
     *
     * @param field that it was given in
     * @throws Problem saying what is wrong, without the password
     */
    static Address read(MoveKind kind, String field, String text) {
        var service = SERVICE.matcher(text);
        if (service.matches()) {
            return new Service(new EnvironmentId(service.group(1), service.group(2)), service.group(3));
        }
        try {
            var url = new Url(kind, text);
            url.shown();
            return url;
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(field, "is no address: " + e.getMessage(), kind == MoveKind.POSTGRES
                    ? "Like this: postgres://USER:PASSWORD@HOST:PORT/DATABASE, or PROJECT/ENVIRONMENT/SERVICE"
                    : "Like this: rediss://USER:PASSWORD@HOST:PORT, or PROJECT/ENVIRONMENT/SERVICE");
        }
    }
}
