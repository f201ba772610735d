package io.stackblaze.router;

/**
 * Where an instance listens. Equal ids are the same instance.
 *
 * @param id unique among all that the router knows, for ever: an instance's own id
 */
public record Backend(String id, String host, int port) {}
