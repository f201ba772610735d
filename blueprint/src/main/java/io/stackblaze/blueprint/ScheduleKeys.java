package io.stackblaze.blueprint;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import org.jspecify.annotations.Nullable;

/** The clock of a cron service. */
final class ScheduleKeys {
    private static final String RULE = "Write five fields: minute hour day-of-month month day-of-week, such as \"*/15 * * * *\""
            + " or \"0 3 * * 1-5\".";
    private static final int LONGEST = 200;
    private static final ZonedDateTime ANY_DAY = ZonedDateTime.of(2023, 3, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private ScheduleKeys() {}

    /** Five fields with one blank between; Sunday is 0 or 7. */
    static String schedule(Section service) {
        if (!service.has("schedule")) {
            service.fault("schedule", "A cron has no schedule.", RULE);
        }
        var text = service.text("schedule");
        if (text == null) {
            return "";
        }
        var schedule = text.strip().replaceAll("[ \\t]+", " ");
        var problem = problem(schedule);
        if (problem != null) {
            service.fault("schedule", Words.quoted(text) + " is no schedule" + problem, RULE);
        }
        return schedule;
    }

    private static @Nullable String problem(String schedule) {
        if (schedule.length() > LONGEST) {
            return ": it is too long.";
        }
        try {
            var cron = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(schedule);
            return ExecutionTime.forCron(cron).nextExecution(ANY_DAY).isPresent() ? null : ": no day is ever due.";
        } catch (IllegalArgumentException e) {
            return ": " + said(e) + ".";
        }
    }

    private static String said(IllegalArgumentException e) {
        var message = String.valueOf(e.getMessage()).replace("Failed to parse cron expression. ", "")
                .replaceAll("[\\p{Cntrl}]+", " ").replaceAll("[.!]+$", "").strip();
        if (message.contains("but we expect")) {
            return "it does not have five fields";
        }
        return message.isEmpty()
                ? "it cannot be read"
                : Character.toLowerCase(message.charAt(0)) + message.substring(1);
    }

    static ZoneId timezone(Section service) {
        var name = service.text("timezone");
        if (name == null) {
            return ZoneId.of("UTC");
        }
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            service.fault("timezone", Words.quoted(name) + " is no time zone.",
                    Words.didYouMean(name, ZoneId.getAvailableZoneIds().stream().sorted().toList())
                            + "Use a name of the IANA list, such as UTC or Europe/Berlin.");
            return ZoneId.of("UTC");
        }
        return ZoneId.of(name);
    }

    static Duration timeout(Section service) {
        return Duration.ofSeconds(service.number("timeout_seconds", 1, 86_400, 3600));
    }
}
