package io.stackblaze.server;

import java.util.List;

/** The server cannot be started as it was asked to; the message has a sentence for each fault. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a sentence for each thing that is wrong, remedy included. */
    public ConfigException(List<String> faults) {
        super(String.join("\n", faults));
    }
}
