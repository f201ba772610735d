package io.stackblaze.redis.move;

import java.util.List;

/**
 * What was found by asking and trying before a move: whether it can be made, and with which limits.
 *
 * @param source what the source is and can do
 * @param target what the target is and can do
 * @param followsEvents whether the source tells what changes; otherwise all keys are looked at in each round
 * @param findings what stands in the way, limits the move, or is good to know
 */
public record Preflight(Facts source, Facts target, boolean followsEvents, List<Finding> findings) {

    /** One thing that was found, with what to do about it. */
    public record Finding(Level level, String text) {}

    /** How grave it is. */
    public enum Level {
        /** The move cannot begin. */
        STOP,
        /** It can, with this limit. */
        LIMIT,
        /** Good to know. */
        NOTE
    }

    /** Copies the list. */
    public Preflight {
        findings = List.copyOf(findings);
    }

    /** Whether the move can be made. */
    public boolean isGo() {
        return findings.stream().noneMatch(one -> one.level() == Level.STOP);
    }

    /** All findings of a level, in one line. */
    public String told(Level level) {
        return String.join(" ", findings.stream().filter(one -> one.level() == level).map(Finding::text).toList());
    }
}
