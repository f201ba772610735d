package io.stackblaze.cli.datastore;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

import io.stackblaze.cli.command.Failure;

/** Moments as people write them. */
final class Moment {
    private Moment() {}

    /** Without a time zone nobody knows which moment is meant; both readings are shown. */
    static String of(String text, String option) throws Failure {
        var iso = text.strip().replaceFirst(" ", "T");
        try {
            return OffsetDateTime.parse(iso).toInstant().toString();
        } catch (DateTimeException e) {
            throw refused(text, iso, option);
        }
    }

    private static Failure refused(String text, String iso, String option) {
        try {
            var local = LocalDateTime.parse(iso);
            return Failure.of("'" + text + "' has no time zone.",
                    "In UTC: " + option + " \"" + local.atOffset(ZoneOffset.UTC) + "\"",
                    "In this machine's time zone: " + option + " \""
                            + local.atZone(ZoneId.systemDefault()).toOffsetDateTime() + "\"");
        } catch (DateTimeException e) {
            return Failure.of("'" + text + "' is no moment.", "Like this: " + option + " \"2026-11-23 10:15:00Z\"");
        }
    }
}
