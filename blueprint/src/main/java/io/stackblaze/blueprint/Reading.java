package io.stackblaze.blueprint;

import java.util.List;

/** What came of reading a blueprint. */
public sealed interface Reading {
    /** It can be used. */
    record Valid(Blueprint blueprint) implements Reading {}

    /**
     * It cannot.
     *
     * @param faults everything that is wrong, in the file's order; never empty
     */
    record Invalid(List<Fault> faults) implements Reading {
        /** Copies the list. */
        public Invalid {
            faults = List.copyOf(faults);
        }
    }
}
