package io.stackblaze.engine.local.logs;

import java.time.Instant;
import java.util.Optional;

import io.stackblaze.engine.LogLine;

/**
 * One line as it is kept: fields divided by tabs, the text last.
 *
 * @param source as {@link LogLine#source()}
 * @param instance id of the instance that wrote it, {@code -} for the platform
 * @param offset where in the instance's raw output the next line begins; so that a restarted node goes on right there
 */
record Entry(Instant at, String source, String instance, long offset, String text) {
    String line() {
        return at.toEpochMilli() + "\t" + source + "\t" + instance + "\t" + offset + "\t" + text + "\n";
    }

    /** Reads one; a line torn by a crash is none. */
    static Optional<Entry> parse(String line) {
        var fields = line.split("\t", 5);
        if (fields.length < 5) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Entry(Instant.ofEpochMilli(Long.parseLong(fields[0])), fields[1], fields[2],
                    Long.parseLong(fields[3]), fields[4]));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    LogLine shown(String service) {
        return new LogLine(at, service, source, text);
    }
}
