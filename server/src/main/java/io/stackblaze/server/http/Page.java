package io.stackblaze.server.http;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next cursor for what comes after it; null when there is nothing
 */
public record Page<T>(List<T> items, @Nullable Object next) {
    /** The first {@code limit} of items, of which one more was asked for to see whether there are more. */
    public static <T> Page<T> of(List<T> items, int limit, java.util.function.Function<T, Object> cursor) {
        if (items.size() <= limit) {
            return new Page<>(items, null);
        }
        var page = items.subList(0, limit);
        return new Page<>(page, cursor.apply(page.getLast()));
    }
}
