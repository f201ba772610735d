package io.stackblaze.router;

import java.util.Locale;

/** Where a request is answered. */
enum Side {
    /** By an instance, or by the router in its stead. */
    HERE,
    /** By a server outside. */
    OUTSIDE;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
