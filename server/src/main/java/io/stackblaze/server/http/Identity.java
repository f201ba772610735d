package io.stackblaze.server.http;

/**
 * Who calls.
 *
 * @param tokenId row of the token that it goes back to
 * @param name the token's name, {@code owner} for the owner's
 * @param access what it may do
 */
public record Identity(long tokenId, String name, Access access) {
    /** Somebody without a token, on a public route. */
    public static final Identity NOBODY = new Identity(0, "nobody", Access.PUBLIC);
}
