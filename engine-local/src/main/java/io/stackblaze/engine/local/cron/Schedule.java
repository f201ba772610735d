package io.stackblaze.engine.local.cron;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.stream.Stream;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import org.jspecify.annotations.Nullable;

/**
 * When a cron job is due: a five-field expression read in a time zone. A time that the clock jumps over in spring comes
 * that much later on the same day; one that comes twice in autumn counts the first time, unless the job runs every
 * hour.
 */
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
        var rules = zone.getRules();
        var next = rules.nextTransition(instant);
        var jumps = Stream.of(rules.previousTransition(instant), next,
                next == null ? null : rules.nextTransition(next.getInstant()));
        return Stream.concat(next(instant, zone).stream(), jumps.flatMap(jump -> jumpedOver(jump, instant).stream()))
                .min(Instant::compareTo);
    }

    private Optional<Instant> next(Instant instant, ZoneId in) {
        return times.nextExecution(instant.atZone(in)).map(ZonedDateTime::toInstant);
    }

    /** The first time after that one which a jump of the clock leaves out, as if the clock had not jumped yet. */
    private Optional<Instant> jumpedOver(@Nullable ZoneOffsetTransition jump, Instant instant) {
        if (jump == null || !jump.isGap()) {
            return Optional.empty();
        }
        var begins = jump.getInstant();
        var from = instant.isBefore(begins) ? begins.minusSeconds(1) : instant;
        return next(from, jump.getOffsetBefore()).filter(due -> due.isBefore(begins.plus(jump.getDuration())));
    }
}
