package io.stackblaze.heroku.files;

import java.util.List;

/**
 * What was read of a file, and what could not be.
 *
 * @param value all that could be read
 * @param faults the rest; empty when everything was read
 */
public record Parsed<T>(T value, List<FileFault> faults) {
    /** Copies the list. */
    public Parsed {
        faults = List.copyOf(faults);
    }
}
