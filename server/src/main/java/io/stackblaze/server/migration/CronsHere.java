package io.stackblaze.server.migration;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.stackblaze.blueprint.Cron;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.InstanceStatus;
import io.stackblaze.engine.OneOff;
import io.stackblaze.engine.Rollout;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.Hostnames;
import io.stackblaze.server.release.PartsLoader;
import io.stackblaze.server.release.SpecMaker;

/** An app's jobs on this side: which of them fire, whether a run goes on, and runs that must be made up for. */
final class CronsHere {
    private static final Duration LONGEST_RUN = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Engine engine;
    private final Projects projects;
    private final PartsLoader loader;
    private final SpecMaker maker;
    private final JobTimes times;
    private final Clock clock;

    CronsHere(Engine engine, Projects projects, PartsLoader loader, Hostnames hostnames, JobTimes times, Clock clock) {
        this.engine = engine;
        this.projects = projects;
        this.loader = loader;
        this.maker = new SpecMaker(hostnames);
        this.times = times;
        this.clock = clock;
    }

    /** Names of those that fire, or of those that do not. */
    List<String> firing(Migration migration, boolean fire) {
        var status = engine.status(migration.target());
        return migration.pairs("cron").stream().map(Fact.Pair::name)
                .filter(name -> status.service(name).filter(seen -> !(seen.rollout() instanceof Rollout.Stopped))
                        .isPresent() == fire)
                .toList();
    }

    /** Lets runs that go on come to their end, for some time: they would lose their database. */
    void awaitRuns(StepContext context, Migration migration) throws InterruptedException {
        var end = clock.instant().plus(LONGEST_RUN);
        for (var running = running(migration); !running.isEmpty(); running = running(migration)) {
            if (clock.instant().isAfter(end)) {
                context.log("These are not over, and lose their database now: " + String.join(", ", running) + ".");
                return;
            }
            context.detail("waiting for " + String.join(", ", running));
            Thread.sleep(LOOK);
        }
    }

    private List<String> running(Migration migration) {
        var status = engine.status(migration.target());
        return migration.pairs("cron").stream().flatMap(pair -> status.service(pair.name()).stream())
                .flatMap(seen -> seen.instances().stream())
                .filter(one -> one.state() != InstanceStatus.State.ENDED
                        && one.state() != InstanceStatus.State.FAILED)
                .map(InstanceStatus::name).toList();
    }

    /** Runs what fell due while it ran on neither side, each once. */
    void makeUp(StepContext context, Migration migration) {
        for (var pair : times.missed(migration)) {
            context.detail(pair.name() + " was due meanwhile, and runs now");
            times.makingUp(migration, pair);
            var parts = loader.live(projects.ensure(migration.target())).orElseThrow();
            if (parts.services().get(pair.name()) instanceof Cron cron) {
                var build = Objects.requireNonNull(parts.builds().get(cron.name()));
                int code = engine.run(new OneOff(migration.target(), cron.name(), "missed." + cron.name(),
                        maker.workload(parts, cron, SpecMaker.start(cron, build).orElseThrow()), cron.timeout()),
                        line -> context.log(line.text()));
                context.log(pair.name() + " was due while it changed sides; it was run once, and ended with " + code
                        + ".");
            }
        }
        times.done(migration);
    }
}
