package io.stackblaze.server.migration;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.stackblaze.heroku.inventory.Job;

/**
 * When jobs may change sides: rather not while one is just due. Between the moment in which they are stopped on one
 * side
 * and the moment in which they start on the other none of them runs; a run that fell due in between comes late.
 */
final class JobLull {
    /** What changing sides may take. */
    private static final Duration AHEAD = Duration.ofSeconds(20);
    /** By then a run that is due has begun. */
    private static final Duration BEHIND = Duration.ofSeconds(3);

    private JobLull() {}

    /** How long to wait for one; zero when it is now. Never more than {@code AHEAD} and {@code BEHIND} together. */
    static Duration until(Instant now, List<Job> jobs) {
        var minute = now.truncatedTo(ChronoUnit.MINUTES);
        var next = minute.plus(1, ChronoUnit.MINUTES);
        if (isDue(next, jobs) && now.isAfter(next.minus(AHEAD))) {
            return Duration.between(now, next.plus(BEHIND));
        }
        return isDue(minute, jobs) && now.isBefore(minute.plus(BEHIND))
                ? Duration.between(now, minute.plus(BEHIND))
                : Duration.ZERO;
    }

    /** Whether a job was due after one moment, and not after another. */
    static boolean fellDue(Instant after, Instant until, Job job) {
        var jobs = List.of(job);
        // A job is due each day at least.
        var first = after.isBefore(until.minus(1, ChronoUnit.DAYS)) ? until.minus(1, ChronoUnit.DAYS) : after;
        for (var minute = first.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES); !minute
                .isAfter(until); minute = minute.plus(1, ChronoUnit.MINUTES)) {
            if (isDue(minute, jobs)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDue(Instant minute, List<Job> jobs) {
        int ofDay = LocalTime.ofInstant(minute, ZoneOffset.UTC).toSecondOfDay() / 60;
        return jobs.stream().anyMatch(job -> switch (job.everyMinutes()) {
            case 10 -> ofDay % 10 == 0;
            case 60 -> ofDay % 60 == job.at();
            default -> ofDay == job.at();
        });
    }
}
