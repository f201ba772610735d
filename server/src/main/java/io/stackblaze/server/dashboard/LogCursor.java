package io.stackblaze.server.dashboard;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

import io.stackblaze.engine.LogLine;

/**
 * How far a reader has come in a log: the time of the last line seen, and how many lines of that same time were seen.
 * Lines carry no number of their own, and several may bear one time.
 */
record LogCursor(Instant at, int seen) {
    static final LogCursor START = new LogCursor(Instant.EPOCH, 0);
    private static final Pattern FORM = Pattern.compile("(\\S{1,40})\\*(\\d{1,6})");

    /** What {@link #toString} gave; anything else is the start. */
    static LogCursor parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return START;
        }
        try {
            return new LogCursor(Instant.parse(form.group(1)), Integer.parseInt(form.group(2)));
        } catch (DateTimeParseException e) {
            return START;
        }
    }

    /** The cursor once that line was seen too. */
    LogCursor after(LogLine line) {
        return line.at().equals(at) ? new LogCursor(at, seen + 1) : new LogCursor(line.at(), 1);
    }

    @Override
    public String toString() {
        return at + "*" + seen;
    }

    /** Reads a log again from some lines back and tells those already seen from new ones. */
    static final class Reader {
        private final LogCursor start;
        private int again;
        private LogCursor cursor;

        Reader(LogCursor start) {
            this.start = start;
            this.cursor = start;
        }

        /** Whether the line comes after the cursor; lines must be given in order. */
        boolean isNew(LogLine line) {
            if (line.at().isBefore(start.at())) {
                return false;
            }
            if (line.at().equals(start.at()) && again < start.seen()) {
                again++;
                return false;
            }
            cursor = cursor.after(line);
            return true;
        }

        /** How far reading has come. */
        LogCursor cursor() {
            return cursor;
        }
    }
}
