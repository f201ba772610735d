package io.stackblaze.server.migration;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import io.stackblaze.blueprint.Cron;
import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.Web;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.InstanceStatus;
import io.stackblaze.engine.OneOff;
import io.stackblaze.server.deployment.LiveScale;
import io.stackblaze.server.migration.MigrationView.Trial;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.release.Hostnames;
import io.stackblaze.server.release.SpecMaker;

/** What is tried in staging. A trial that fails is told, and the others are tried all the same. */
final class Trials {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int LONGEST_LINE = 300;

    private final Engine engine;
    private final LiveScale scale;
    private final SpecMaker maker;
    private final Hostnames hostnames;

    Trials(Engine engine, LiveScale scale, Hostnames hostnames) {
        this.engine = engine;
        this.scale = scale;
        this.maker = new SpecMaker(hostnames);
        this.hostnames = hostnames;
    }

    /** What runs before a release. */
    List<Trial> releasePhase(StepContext context, SpecMaker.Parts parts) {
        var trials = new ArrayList<Trial>();
        for (var service : processes(parts)) {
            var command = service.preDeploy();
            if (command != null) {
                trials.add(command(context, parts, service, "release phase of " + service.name(), command));
            }
        }
        return trials;
    }

    /** Web services become healthy, workers run. */
    List<Trial> running(StepContext context, SpecMaker.Parts parts) throws InterruptedException {
        var wanted = processes(parts).stream().filter(service -> !(service instanceof Cron))
                .collect(Collectors.toMap(ProcessService::name, _ -> 1));
        var problem = "";
        try {
            scale.to(context, wanted);
        } catch (StepFailure e) {
            problem = String.valueOf(e.getMessage());
        }
        var status = engine.status(context.environment());
        var trials = new ArrayList<Trial>();
        for (var service : processes(parts)) {
            if (wanted.containsKey(service.name())) {
                var instances = status.service(service.name()).map(seen -> seen.instances()).orElse(List.of());
                var ready = instances.stream().anyMatch(one -> one.state() == InstanceStatus.State.READY);
                trials.add(new Trial(service.name() + (service instanceof Web ? " is healthy" : " runs"), ready,
                        ready ? "1 instance, against the copy" : problem.isEmpty() ? "it does not stay up" : problem));
            }
        }
        return trials;
    }

    /** Each job once, by hand. */
    List<Trial> jobs(StepContext context, SpecMaker.Parts parts) {
        var trials = new ArrayList<Trial>();
        for (var service : processes(parts)) {
            if (service instanceof Cron cron) {
                var build = Objects.requireNonNull(parts.builds().get(cron.name()));
                trials.add(command(context, parts, cron, cron.name() + " once",
                        SpecMaker.start(cron, build).orElseThrow()));
            }
        }
        return trials;
    }

    /** The team's own tests, which find the app at {@code STAGING_URL}. */
    List<Trial> tests(StepContext context, SpecMaker.Parts parts, Migration migration) {
        var test = migration.test();
        var web = web(parts);
        return test == null || web.isEmpty()
                ? List.of()
                : List.of(command(context, parts, web.getFirst(), "the team's tests", "export STAGING_URL=http://"
                        + web.getFirst().name() + ".internal:" + web.getFirst().port() + "\n" + test));
    }

    /** Pages here against those of Heroku. */
    List<Trial> pages(SpecMaker.Parts parts, Migration migration, List<String> paths) {
        var trials = new ArrayList<Trial>();
        for (var web : web(parts)) {
            var here = URI.create("http://127.0.0.1:" + hostnames.port());
            for (var path : paths) {
                trials.add(page(here, hostnames.of(parts.id(), web.name()), migration, path));
            }
        }
        return trials;
    }

    private static Trial page(URI origin, String host, Migration migration, String path) {
        var name = "GET " + path + " as at Heroku";
        try {
            var there = Page.get(HerokuApp.origin(migration), HerokuApp.host(migration), path);
            var differs = there.differs(Page.get(origin, host, path));
            return new Trial(name, differs.isEmpty(), differs.orElse(there.status() + " on both sides, alike"));
        } catch (IOException e) {
            return new Trial(name, false, "no answer: " + e.getMessage());
        }
    }

    private Trial command(StepContext context, SpecMaker.Parts parts, ProcessService service, String name,
            String command) {
        context.detail(name);
        var last = new ArrayList<String>();
        int code = engine.run(new OneOff(context.environment(), service.name(), "rehearsal." + service.name(),
                maker.workload(parts, service, command), LONGEST), line -> {
                    context.log(line.text());
                    synchronized (last) {
                        last.clear();
                        last.add(line.text().substring(0, Math.min(LONGEST_LINE, line.text().length())));
                    }
                });
        synchronized (last) {
            return new Trial(name, code == 0, code == 0
                    ? "ended well"
                    : "ended with code " + code + (last.isEmpty() ? "" : ": " + last.getLast()));
        }
    }

    private static List<ProcessService> processes(SpecMaker.Parts parts) {
        return parts.services().values().stream().filter(ProcessService.class::isInstance)
                .map(ProcessService.class::cast).toList();
    }

    private static List<Web> web(SpecMaker.Parts parts) {
        return parts.services().values().stream().filter(Web.class::isInstance).map(Web.class::cast).toList();
    }

    /** How many there are of each, for a proof. */
    static List<String> proof(List<Trial> trials) {
        var counted = trials.stream().collect(Collectors.partitioningBy(Trial::passed, Collectors.counting()));
        return List
                .of(Words.count(counted.getOrDefault(true, 0L), "trial") + " passed, " + counted.getOrDefault(false, 0L)
                        + " failed.");
    }
}
