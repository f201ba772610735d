package io.stackblaze.postgres.move.cutover;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.stackblaze.postgres.move.follow.Snapshot;

/**
 * A cut that was made.
 *
 * @param pause from the first moment in which a write might be refused to the end of the switch
 * @param steps how long each step of the pause took, in order
 * @param sequences how many sequences were set
 * @param rowsCompared rows that were compared within the pause, because they changed since the last comparison
 * @param last the last state of the old side; whatever it captures after that was written by somebody who was not told
 */
public record CutoverResult(Duration pause, Map<String, Duration> steps, int sequences, long rowsCompared,
        Snapshot last) {
    /** Copies the map, in its order. */
    public CutoverResult {
        steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
    }
}
