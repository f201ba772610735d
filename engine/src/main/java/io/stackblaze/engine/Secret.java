package io.stackblaze.engine;

/**
 * A value that must not appear anywhere by accident.
 *
 * @param reveal the value itself; call it only where the value is handed over
 */
public record Secret(String reveal) {
    /** A placeholder, so that no log line or message gives the value away. */
    @Override
    public String toString() {
        return "[secret]";
    }
}
