package io.stackblaze.server.variable;

/**
 * A variable that a person set.
 *
 * @param service the one service that gets it; empty for all that may
 * @param secret whether its value is never shown
 */
public record Variable(String service, String name, String value, boolean secret) {
    /** Leaves the value out. */
    @Override
    public String toString() {
        return "Variable[" + (service.isEmpty() ? "" : service + "/") + name + "]";
    }
}
