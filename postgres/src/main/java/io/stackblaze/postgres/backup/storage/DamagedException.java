package io.stackblaze.postgres.backup.storage;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/** An object of a vault is not what was put there, or was put there with another key. */
public final class DamagedException extends IOException {
    private static final long serialVersionUID = 1;

    private final String object;

    DamagedException(String object, @Nullable Throwable cause) {
        super("The stored object " + object + " is damaged, or was written with another key", cause);
        this.object = object;
    }

    /** Name of the object. */
    public String object() {
        return object;
    }
}
