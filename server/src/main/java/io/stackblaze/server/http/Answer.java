package io.stackblaze.server.http;

import org.jspecify.annotations.Nullable;

/**
 * What is answered to a call.
 *
 * @param body becomes JSON; null for none
 */
public record Answer(int status, @Nullable Object body) {
    /** 200 with a body. */
    public static Answer ok(Object body) {
        return new Answer(200, body);
    }

    /** 201 with a body. */
    public static Answer created(Object body) {
        return new Answer(201, body);
    }

    /** 202 with a body, usually an operation. */
    public static Answer accepted(Object body) {
        return new Answer(202, body);
    }

    /** 204. */
    public static Answer none() {
        return new Answer(204, null);
    }
}
