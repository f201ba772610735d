package io.stackblaze.postgres.move.schema;

/**
 * An object that is not carried.
 *
 * @param kind in a word, such as {@code event trigger}
 * @param name its name
 * @param needed whether the target would lack something without it; then the move does not begin
 */
public record Leftover(String kind, String name, boolean needed) {
    /** As people read it. */
    @Override
    public String toString() {
        return kind + " " + name;
    }
}
