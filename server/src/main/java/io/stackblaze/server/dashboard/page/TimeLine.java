package io.stackblaze.server.dashboard.page;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The moments of a database that can be restored, drawn on a line of 1000 units.
 *
 * @param from its left end
 * @param until its right end
 * @param spans where every moment can be restored
 * @param marks what happened, oldest first
 */
public record TimeLine(Instant from, Instant until, List<Span> spans, List<Mark> marks) {
    /** Length of the line. */
    public static final int LENGTH = 1000;

    /** A part of the line. */
    public record Span(long x, long width) {}

    /** What a mark stands for. */
    public enum Kind {
        /** A full copy was made. */
        COPY,
        /** Somebody named the moment. */
        POINT,
        /** A release was made. */
        RELEASE
    }

    /**
     * Something at one moment.
     *
     * @param label what it was: a point's name, {@code v12}
     */
    public record Mark(Kind kind, long x, Instant at, String label) {}

    /** Copies the lists. */
    public TimeLine {
        spans = List.copyOf(spans);
        marks = List.copyOf(marks);
    }

    /** Something that happened. */
    public record Event(Kind kind, Instant at, String label) {}

    /** A stretch of time in which every moment can be restored. */
    public record Stretch(Instant from, Instant until) {}

    /** The line from the first stretch's beginning to the last one's end, with what happened in between. */
    public static TimeLine of(List<Stretch> stretches, List<Event> events) {
        var from = stretches.getFirst().from();
        var until = stretches.getLast().until();
        return new TimeLine(from, until,
                stretches.stream().map(one -> new Span(x(one.from(), from, until),
                        Math.max(2, x(one.until(), from, until) - x(one.from(), from, until)))).toList(),
                events.stream().filter(event -> !event.at().isBefore(from) && !event.at().isAfter(until))
                        .sorted(Comparator.comparing(Event::at))
                        .map(event -> new Mark(event.kind(), x(event.at(), from, until), event.at(), event.label()))
                        .toList());
    }

    /** The marks of one kind. */
    public List<Mark> marks(Kind kind) {
        return marks.stream().filter(mark -> mark.kind() == kind).toList();
    }

    private static long x(Instant at, Instant from, Instant until) {
        var whole = Math.max(1, Duration.between(from, until).toMillis());
        return Math.round((double) LENGTH * Duration.between(from, at).toMillis() / whole);
    }
}
