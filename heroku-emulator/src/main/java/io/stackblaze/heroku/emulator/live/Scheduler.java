package io.stackblaze.heroku.emulator.live;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.scenario.Scenario;

/** Heroku Scheduler for apps that really run: each minute, the jobs whose minute it is. All times are UTC. */
final class Scheduler implements AutoCloseable {
    private final Account account;
    private final List<LiveApp> apps;
    private final Clock clock;
    private final Thread thread;

    Scheduler(Account account, List<LiveApp> apps, Clock clock) {
        this.account = account;
        this.apps = apps;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("scheduler").start(this::tick);
    }

    private void tick() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                var next = clock.instant().truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
                Thread.sleep(Duration.between(clock.instant(), next));
                runDue(next);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts the jobs of a minute. */
    void runDue(Instant moment) {
        synchronized (account) {
            for (LiveApp live : apps) {
                live.app().jobs().stream().filter(job -> isDue(job.job(), moment)).forEach(job -> live.app().dynos()
                        .run("scheduler", job.job().command(), job.job().size(), Map.of()));
            }
        }
    }

    static boolean isDue(Scenario.Job job, Instant moment) {
        var time = moment.atOffset(ZoneOffset.UTC);
        return switch (job.every()) {
            case 10 -> time.getMinute() % 10 == job.at();
            case 60 -> time.getMinute() == job.at();
            default -> time.getHour() * 60 + time.getMinute() == job.at();
        };
    }

    @Override
    public void close() {
        thread.interrupt();
        Ending.await(thread, Duration.ofSeconds(5));
    }
}
