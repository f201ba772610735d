package io.stackblaze.migration.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.stackblaze.blueprint.SecretScan;
import io.stackblaze.blueprint.yaml.ScalarText;
import io.stackblaze.heroku.inventory.Inventory;
import io.stackblaze.heroku.inventory.Job;
import io.stackblaze.heroku.inventory.ProcessType;

/** Process types and jobs become services. */
final class ProcessMapping {
    private static final Set<String> CONSOLES = Set.of("console", "rake");
    private static final int MOST = 100;

    private final Inventory app;
    private final Wishes wishes;
    private final Names names;
    private final List<Counterpart> counterparts;

    ProcessMapping(Inventory app, Wishes wishes, Names names, List<Counterpart> counterparts) {
        this.app = app;
        this.wishes = wishes;
        this.names = names;
        this.counterparts = counterparts;
    }

    List<DraftService> services() {
        var services = new ArrayList<DraftService>();
        var types = new ArrayList<>(app.processes());
        types.sort(java.util.Comparator.comparing(type -> !type.type().equals("web")));
        for (var type : types) {
            if (!type.type().equals("release") && !CONSOLES.contains(type.type())) {
                services.add(process(type));
            } else if (CONSOLES.contains(type.type())) {
                counterparts.add(new Counterpart("process", type.type(), "", true,
                        "Heroku adds it for one-off commands: stackblaze run"));
            }
        }
        if (services.isEmpty()) {
            services.add(nothing());
        }
        types.stream().filter(type -> type.type().equals("release")).findFirst()
                .ifPresent(type -> release(type, services));
        app.jobs().forEach(job -> services.add(job(job)));
        if (!app.jobsKnown()) {
            counterparts.add(new Counterpart("Scheduler", "its jobs", "", false,
                    "They could not be read. Copy the page (heroku addons:open scheduler) into scheduler.txt, and give"
                            + " its folder: --from-dir DIR"));
        }
        return services;
    }

    private DraftService nothing() {
        var web = new DraftService(names.of("web", "web"), "web").plan(io.stackblaze.blueprint.RateCard.STARTER);
        web.comment("Nothing was ever released on Heroku; a Procfile says how this is started.");
        counterparts.add(new Counterpart("process", "(none)", web.name(), false,
                "Nothing was ever released; add a Procfile, or set start."));
        return web;
    }

    private DraftService process(ProcessType type) {
        boolean web = type.type().equals("web");
        var service = new DraftService(names.of(type.type(), web ? "web" : "worker"), web ? "web" : "worker");
        source(service, type.type());
        start(service, type.command(), type.type());
        int memory = Sizes.dynoMemory(app, type.size());
        service.plan(Sizes.plan(memory));
        scaling(service, type);
        var note = (type.size().isEmpty()
                ? ""
                : type.size() + " (" + memory + " MB) becomes " + service.plan().word()
                        + " (" + service.plan().memoryMiB() + " MB)");
        boolean clock = type.type().toLowerCase(Locale.ROOT).matches("clock|scheduler|cron|beat|.*[-_](?:clock|beat)");
        if (clock) {
            service.comment("A clock: exactly one must run. Jobs of a fixed time are better as services of type cron.");
        }
        if (web) {
            service.comment(
                    "/ must answer with 2xx or 3xx; Heroku only looked at the port. Else set healthcheck: {path: ...}.");
        }
        counterparts.add(new Counterpart("process", type.type(), service.name(), !clock && !Sizes.tooLarge(memory),
                clock ? "A clock process stays a worker of one instance; its jobs may become crons." : note));
        return service;
    }

    private void scaling(DraftService service, ProcessType type) {
        int wanted = Math.min(type.quantity(), MOST);
        service.instances(wanted);
        if (wanted != 1) {
            service.yaml("scaling", "{min_instances: " + wanted + "}",
                    wanted == 0 ? "It was scaled to zero on Heroku." : "");
        }
    }

    private void start(DraftService service, String command, String what) {
        if (command.isBlank()) {
            return;
        }
        if (SecretScan.isSuspicious("", command) || command.indexOf('\0') >= 0) {
            service.comment("start: the command holds what looks like a secret. Put that into a variable, and write the"
                    + " command here.");
            counterparts.add(new Counterpart("command", what, "", false,
                    "It holds what looks like a secret and was left out of the file."));
            return;
        }
        service.text("start", command);
    }

    /** Where the code comes from: a Dockerfile, buildpacks, the slug; else the folder, by detection. */
    private void source(DraftService service, String type) {
        var yml = app.yml();
        if (wishes.slug()) {
            service.yaml("build", "{context: ., buildpacks: [heroku-slug]}",
                    "Runs what Heroku built, as it is; replace it by the repository when that is at hand.");
        } else if (yml != null && app.app().stack().equals("container")) {
            dockerfile(service,
                    yml.dockerfiles().getOrDefault(type, yml.dockerfiles().getOrDefault("web", "Dockerfile")));
        } else {
            var buildpacks = new Buildpacks(app, counterparts).urls();
            if (!buildpacks.isEmpty()) {
                service.yaml("build", "{buildpacks: [" + String.join(", ",
                        buildpacks.stream().map(url -> '"' + url + '"').toList()) + "]}", "");
            }
        }
    }

    private void dockerfile(DraftService service, String path) {
        if (!path.matches("[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*")) {
            service.comment("heroku.yml names a Dockerfile outside the repository.");
            return;
        }
        int slash = path.lastIndexOf('/');
        service.yaml("build",
                "{context: " + ScalarText.of(slash < 0 ? "." : path.substring(0, slash)) + ", dockerfile: "
                        + ScalarText.of(path.substring(slash + 1)) + "}",
                "");
    }

    private void release(ProcessType type, List<DraftService> services) {
        var first = services.getFirst();
        if (SecretScan.isSuspicious("", type.command()) || type.command().isBlank()) {
            counterparts.add(new Counterpart("process", "release", "", false, "Its command cannot stand in a file."));
            return;
        }
        first.yaml("pre_deploy", ScalarText.of(type.command()),
                "Heroku's release phase: runs before new instances; when it fails, nothing changes.");
        counterparts.add(new Counterpart("process", "release", first.name() + " (pre_deploy)", true, ""));
    }

    private DraftService job(Job job) {
        var words = job.command().replaceAll(
                "\\b(?:bundle exec|python3?|node|ruby|rails runner|rails|rake|npm run|yarn|php|bin/|manage\\.py)\\b",
                " ");
        var name = Names.clean(words.replaceAll("--?\\S+|[0-9]*>.*", " ").strip(), "", 28);
        var service = new DraftService(names.of(name.isEmpty() ? "job" : name, "job"), "cron");
        service.comment("Heroku Scheduler: " + said(job));
        source(service, "web");
        service.quoted("schedule", job.cron());
        start(service, job.command(), service.name());
        service.plan(Sizes.plan(Sizes.dynoMemory(app, job.size().isEmpty() ? "basic" : job.size())));
        counterparts.add(new Counterpart("job", job.command(), service.name(), true,
                said(job) + "; a run that is due while the last one runs is skipped, on Heroku both ran"));
        return service;
    }

    private static String said(Job job) {
        return switch (job.everyMinutes()) {
            case 10 -> "every 10 minutes";
            case 60 -> "hourly at :%02d".formatted(job.at());
            default -> "daily at %02d:%02d UTC".formatted(job.at() / 60, job.at() % 60);
        };
    }
}
