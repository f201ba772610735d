package io.stackblaze.postgres.move.catalog;

import io.stackblaze.postgres.move.Sql;

/**
 * A column of a table.
 *
 * @param name its name
 * @param type its type as SQL writes it, with schema and modifiers
 * @param base name of the built-in type that its values are stored as, domains looked through, such as {@code int4};
 * empty when that is no scalar built-in type
 * @param notNull whether it takes no nulls
 * @param generated whether and how the server computes it
 * @param identity whether and how it numbers rows
 * @param binaryCopyable whether its binary form means the same on every server: no type numbers, no version of an
 * extension in it
 */
public record Column(String name, String type, String base, boolean notNull, Generated generated, Identity identity,
        boolean binaryCopyable) {
    /** Whether and how the server computes a column. */
    public enum Generated {
        /** It is an ordinary column. */
        NO,
        /** Computed when written. */
        STORED,
        /** Computed when read. */
        VIRTUAL
    }

    /** Whether and how a column numbers rows. */
    public enum Identity {
        /** Not. */
        NO,
        /** Unless a value is given against it. */
        ALWAYS,
        /** When no value is given. */
        BY_DEFAULT
    }

    /** Whether its values are written by clients, and so copied. */
    public boolean isWritten() {
        return generated == Generated.NO;
    }

    /** The name as SQL writes it. */
    public String quoted() {
        return Sql.quoted(name);
    }
}
