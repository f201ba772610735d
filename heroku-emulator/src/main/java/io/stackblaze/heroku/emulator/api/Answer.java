package io.stackblaze.heroku.emulator.api;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a route answers.
 *
 * @param status HTTP status
 * @param body becomes JSON, unless it is bytes already
 * @param sortable for lists: fields that a {@code Range} may name, the usual one first
 */
record Answer(int status, Object body, List<String> sortable) {
    static Answer ok(Object body) {
        return new Answer(200, body, List.of());
    }

    static Answer created(Object body) {
        return new Answer(201, body, List.of());
    }

    static Answer accepted(Object body) {
        return new Answer(202, body, List.of());
    }

    /** A list that is given out in pages. */
    static Answer list(List<? extends Map<String, @Nullable Object>> items, String... sortable) {
        return new Answer(200, items, sortable.length == 0 ? List.of("id") : List.of(sortable));
    }
}
