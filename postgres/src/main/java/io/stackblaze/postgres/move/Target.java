package io.stackblaze.postgres.move;

import java.util.Optional;

/**
 * Where a database goes.
 *
 * @param endpoint the database and the account that does the work; a superuser can do more, but need not be one
 * @param owner role that everything belongs to afterwards; the account itself when empty
 */
public record Target(Endpoint endpoint, Optional<String> owner) {
    /** A target whose account owns everything. */
    public Target(Endpoint endpoint) {
        this(endpoint, Optional.empty());
    }

    /** Statement after which, until the transaction ends, what is made belongs to the owner. */
    public String asOwner() {
        return owner.map(role -> "SET LOCAL ROLE " + Sql.quoted(role)).orElse("RESET ROLE");
    }
}
