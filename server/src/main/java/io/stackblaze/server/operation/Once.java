package io.stackblaze.server.operation;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Gets something when it is first needed, and then no more. */
final class Once<T> implements Supplier<T> {
    private final Supplier<T> source;
    private @Nullable T value;

    Once(Supplier<T> source) {
        this.source = source;
    }

    @Override
    public synchronized T get() {
        T got = value == null ? source.get() : value;
        value = got;
        return got;
    }
}
