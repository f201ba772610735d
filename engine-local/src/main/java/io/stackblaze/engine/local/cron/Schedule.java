package io.stackblaze.engine.local.cron;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;

/** When a cron job is due: a five-field expression read in a time zone. */
public final class Schedule {
    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    private final ExecutionTime times;
    private final ZoneId zone;

    private Schedule(ExecutionTime times, ZoneId zone) {
        this.times = times;
        this.zone = zone;
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException when it is none, with what is wrong
     */
    public static Schedule parse(String expression, ZoneId zone) {
        return new Schedule(ExecutionTime.forCron(PARSER.parse(expression).validate()), zone);
    }

    /** The first time after that one; empty when there is none, as on 30 February. */
    public Optional<Instant> after(Instant instant) {
        return times.nextExecution(instant.atZone(zone)).map(java.time.ZonedDateTime::toInstant);
    }
}
