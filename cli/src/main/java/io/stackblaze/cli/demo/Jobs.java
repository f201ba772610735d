package io.stackblaze.cli.demo;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.stackblaze.cli.command.Failure;

/**
 * The scheduler's jobs of the sample app: the one it has, each ten minutes, and some that the demo adds, each hour at
 * one of the next minutes, so that some fall on each side of the cuts.
 */
final class Jobs {
    private static final int[] AHEAD = {1, 2, 3};

    private final Map<String, Integer> hourly = new LinkedHashMap<>();
    private final Instant since;

    private Jobs(Instant since) {
        this.since = since;
    }

    static Jobs add(EmulatedAccount heroku, Instant now) throws Failure, InterruptedException {
        var jobs = new Jobs(now);
        for (int ahead : AHEAD) {
            int minute = now.plus(ahead, ChronoUnit.MINUTES).atOffset(ZoneOffset.UTC).getMinute();
            var name = "at-" + minute;
            heroku.addHourlyJob("node totals.js " + name, minute);
            jobs.hourly.put(name, minute);
        }
        return jobs;
    }

    /** When each had to run from the beginning until then. */
    Set<Tick> due(Instant until) {
        var ticks = new HashSet<Tick>();
        for (var minute = since.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES); !minute
                .isAfter(until); minute = minute.plus(1, ChronoUnit.MINUTES)) {
            int of = minute.atOffset(ZoneOffset.UTC).getMinute();
            if (of % 10 == 0) {
                ticks.add(new Tick("totals", minute));
            }
            for (var job : hourly.entrySet()) {
                if (job.getValue() == of) {
                    ticks.add(new Tick(job.getKey(), minute));
                }
            }
        }
        return ticks;
    }
}
