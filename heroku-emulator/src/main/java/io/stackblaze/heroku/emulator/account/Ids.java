package io.stackblaze.heroku.emulator.account;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers that are the same at each start of the same scenario. */
public final class Ids {
    private final AtomicLong made = new AtomicLong();

    /** The number of something with a name of its own. */
    public static UUID of(String kind, String name) {
        return UUID.nameUUIDFromBytes((kind + ":" + name).getBytes(StandardCharsets.UTF_8));
    }

    /** The number of something new. */
    public UUID next(String kind) {
        return of(kind, "made-" + made.incrementAndGet());
    }

    /** The first digits of a number, for names that must look random. */
    public static String digits(UUID id, int count) {
        return id.toString().replace("-", "").substring(0, count);
    }
}
