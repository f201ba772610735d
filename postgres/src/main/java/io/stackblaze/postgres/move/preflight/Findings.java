package io.stackblaze.postgres.move.preflight;

import java.util.List;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.preflight.Finding.Level;

/**
 * What was found out before a move.
 *
 * @param all in the order in which it was found
 * @param readers tables that can be copied at once with the sessions that the source has to spare
 */
public record Findings(List<Finding> all, int readers) {
    /** Copies the list. */
    public Findings {
        all = List.copyOf(all);
    }

    /** Those of a level. */
    public List<Finding> of(Level level) {
        return all.stream().filter(finding -> finding.level() == level).toList();
    }

    /** Whether the move may begin. */
    public boolean go() {
        return of(Level.NO_GO).isEmpty();
    }

    /** Refuses what must not begin, with every reason. */
    public void require() throws MoveException {
        if (!go()) {
            throw new MoveException(MoveException.Code.REFUSED, "This database cannot be moved yet:\n"
                    + of(Level.NO_GO).stream().map(finding -> "- " + finding).collect(Collectors.joining("\n")));
        }
    }
}
